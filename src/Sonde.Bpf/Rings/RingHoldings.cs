namespace Sonde.Bpf;

/// <summary>What a map has of rings: the reader of a ring buffer, the writer of a user ring buffer, the buffers of a perf event array.</summary>
internal sealed class RingHoldings
{
    public Once<RingReader> Reader { get; } = new();

    public Once<UserRingWriter> Writer { get; } = new();

    public ConsumerList Buffers { get; } = new(nameof(BpfMap));

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
        Buffers.Dispose();
    }
}
