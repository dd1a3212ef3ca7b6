namespace Sonde.ObjectFiles;

/// <summary>Where the bytes of an ELF file come from.</summary>
internal abstract class ElfSource
{
    /// <summary>How many bytes there are; headers are checked against this and never believed.</summary>
    public abstract long Length { get; }

    /// <summary>Whether reading the same part twice costs no more than once.</summary>
    public abstract bool IsInMemory { get; }

    /// <summary>The bytes of a part that is known to lie within <see cref="Length"/>.</summary>
    public abstract ReadOnlyMemory<byte> Read(long offset, int size);
}
