namespace Sonde.ObjectFiles;

/// <summary>A file that its owner holds in memory: parts are views of it.</summary>
internal sealed class ElfMemorySource(ReadOnlyMemory<byte> image) : ElfSource
{
    public override long Length => image.Length;

    public override bool IsInMemory => true;

    public override ReadOnlyMemory<byte> Read(long offset, int size) => image.Slice((int)offset, size);
}
