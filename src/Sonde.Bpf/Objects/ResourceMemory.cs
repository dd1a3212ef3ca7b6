using System.Buffers;

namespace Sonde.Bpf;

/// <summary>Memory that lies outside the managed heap and outlives its users.</summary>
internal sealed unsafe class ResourceMemory(byte* start, int length) : MemoryManager<byte>
{
    private readonly byte* _start = start;

    public override Span<byte> GetSpan() => new(_start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
