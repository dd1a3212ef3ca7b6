namespace Sonde.Bpf;

/// <summary>A ring buffer with untyped records: <c>BPF_MAP_TYPE_RINGBUF</c>, kernel 5.8.</summary>
/// <remarks>A ring has one consumer at a time; a second one is refused. Needs a loaded object.</remarks>
public sealed class RingBuffer
{
    internal RingBuffer(BpfMap map) => Map = map;

    /// <summary>The untyped map; its <see cref="BpfMap.MaxEntries"/> is the size of the ring in bytes.</summary>
    public BpfMap Map { get; }

    /// <summary>Bytes that wait in the ring, headers included.</summary>
    public long Backlog => Map.Ring.Backlog;

    /// <summary>The records that wait now, in place and without a copy. Records that arrive meanwhile wait for the next drain.</summary>
    public RingDrain Drain() => new(Map.Ring);
}
