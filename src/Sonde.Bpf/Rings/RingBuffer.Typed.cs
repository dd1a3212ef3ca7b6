namespace Sonde.Bpf;

/// <summary>A ring buffer with records of one type: <c>BPF_MAP_TYPE_RINGBUF</c>, kernel 5.8.</summary>
/// <remarks>
/// <para>Three ways to read: <see cref="Drain()"/> in place, <see cref="Subscribe"/> on Sonde's loop,
/// <see cref="ReadAllAsync(CancellationToken)"/> in copied batches. A ring has one consumer at a time; a second one is refused.
    /// A drain has the ring while it is walked; a subscription and an asynchronous reader have it until they are disposed.</para>
/// <para>Nothing is dropped on this side: when the consumer is slow the ring fills, and <c>bpf_ringbuf_reserve</c> fails in the
/// program. A program that writes through <c>sonde.bpf.h</c> counts that, and <see cref="Lost"/> says how often.</para>
/// </remarks>
/// <typeparam name="T">The layout of a record.</typeparam>
public sealed partial class RingBuffer<T> : ITypedMap
    where T : unmanaged
{
    internal RingBuffer(BpfMap map) => Map = map;

    /// <summary>The untyped map; its <see cref="BpfMap.MaxEntries"/> is the size of the ring in bytes.</summary>
    public BpfMap Map { get; }

    /// <summary>Bytes that wait in the ring, headers included.</summary>
    public long Backlog => Usage.Backlog;

    /// <summary>How far the ring was written and read.</summary>
    public RingUsage Usage => Map.Ring.Usage;

    /// <summary>
    /// How many records the program could not write since it was loaded, on all CPUs; null when it does not count. It counts when it
    /// writes through <c>sonde.bpf.h</c>, or itself in a BPF_MAP_TYPE_PERCPU_ARRAY of <c>__u64</c> called like the ring with
    /// <c>_lost</c> behind.
    /// </summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public long? Lost => Map.LossCounter?.Read();

    /// <summary>How many records the program could not write on each CPU.</summary>
    /// <param name="perCpu">Filled with a count for each CPU of <see cref="Kernel.CpuSet.Possible"/>.</param>
    /// <returns>False when the program does not count.</returns>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryReadLost(Span<long> perCpu)
    {
        LossCounter? counter = Map.LossCounter;
        counter?.Read(perCpu);
        return counter is not null;
    }

    /// <summary>The records that wait now, in place and without a copy. Records that arrive meanwhile wait for the next drain.</summary>
    /// <remarks>Allocates nothing. Records that were walked over are freed when the <c>foreach</c> ends, also by an exception.</remarks>
    /// <exception cref="InvalidOperationException">The ring overwrites its oldest records: <see cref="TakeSnapshot"/> reads those.</exception>
    public RingDrain<T> Drain() => Drain(int.MaxValue);

    /// <summary>The records that wait now, up to a budget; the rest waits for the next drain.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">Ends the walk once so many bytes of the ring were walked over; the record that reaches it is still given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A budget is negative.</exception>
    /// <exception cref="InvalidOperationException">The ring overwrites its oldest records: <see cref="TakeSnapshot"/> reads those.</exception>
    public RingDrain<T> Drain(int maxRecords, long maxBytes = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRecords);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        return new(Map.ConsumableRing, maxRecords, maxBytes);
    }

    /// <summary>Walks records in place and frees only those that are committed: each at once, or a batch.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">Ends the walk once so many bytes of the ring were walked over.</param>
    /// <exception cref="ArgumentOutOfRangeException">A budget is negative.</exception>
    /// <exception cref="InvalidOperationException">The ring has another consumer, or overwrites its oldest records.</exception>
    public RingLease<T> Lease(int maxRecords = int.MaxValue, long maxBytes = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRecords);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        return new(Map.ConsumableRing, maxRecords, maxBytes);
    }

    /// <summary>Copies records that wait now.</summary>
    /// <param name="records">Filled from the start.</param>
    /// <returns>How many were copied. A record shorter than the type ends them; the next call throws.</returns>
    /// <exception cref="InvalidDataException">The first record is shorter than the type; it is passed over.</exception>
    /// <exception cref="InvalidOperationException">The ring has another consumer, or overwrites its oldest records.</exception>
    public int Read(Span<T> records) => Map.ConsumableRing.Read(records, consumer: null);
}
