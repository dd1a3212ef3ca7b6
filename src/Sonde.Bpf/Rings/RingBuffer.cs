namespace Sonde.Bpf;

/// <summary>A ring buffer with untyped records: <c>BPF_MAP_TYPE_RINGBUF</c>, kernel 5.8.</summary>
/// <remarks>A ring has one consumer at a time; a second one is refused. Needs a loaded object.</remarks>
public sealed partial class RingBuffer : ITypedMap
{
    internal RingBuffer(BpfMap map) => Map = map;

    /// <summary>The untyped map; its <see cref="BpfMap.MaxEntries"/> is the size of the ring in bytes.</summary>
    public BpfMap Map { get; }

    /// <summary>Bytes that wait in the ring, headers included.</summary>
    public long Backlog => Usage.Backlog;

    /// <summary>How far the ring was written and read.</summary>
    public RingUsage Usage => Map.Ring.Usage;

    /// <summary>How many records the program could not write since it was loaded; null when it does not count. See <see cref="RingBuffer{T}.Lost"/>.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public long? Lost => Map.LossCounter?.Read();

    /// <summary>The records that wait now, in place and without a copy. Records that arrive meanwhile wait for the next drain.</summary>
    /// <exception cref="InvalidOperationException">The ring overwrites its oldest records: <see cref="TakeSnapshot"/> reads those.</exception>
    public RingDrain Drain() => Drain(int.MaxValue);

    /// <summary>The records that wait now, up to a budget; the rest waits for the next drain.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">Ends the walk once so many bytes of the ring were walked over; the record that reaches it is still given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A budget is negative.</exception>
    /// <exception cref="InvalidOperationException">The ring overwrites its oldest records: <see cref="TakeSnapshot"/> reads those.</exception>
    public RingDrain Drain(int maxRecords, long maxBytes = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRecords);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        return new(Map.ConsumableRing, maxRecords, maxBytes);
    }

    /// <summary>Calls a handler for each record, on the loop's thread, until the subscription or the object is disposed.</summary>
    /// <param name="handler">Called with the bytes in place. When it throws, the subscription ends with that exception, and no other does.</param>
    /// <param name="pace">How to pace the wake-ups; null for <see cref="ReadPace.Default"/>.</param>
    /// <exception cref="InvalidOperationException">
    /// The object is not loaded, the ring overwrites its oldest records, or it has a consumer: a subscription, an asynchronous reader,
    /// or someone who drains it now.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    /// <exception cref="Kernel.KernelException">The ring could not be mapped or waited for.</exception>
    public RingSubscription Subscribe(RingBytesHandler handler, ReadPace? pace = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        RingReader ring = Map.ConsumableRing;
        int maxRecords = (pace ?? ReadPace.Default).MaxRecords;
        return RingSubscription.Start(pace, [ring.Watched], (subscription, _) =>
        {
            int count = 0;
            foreach (ReadOnlySpan<byte> record in new RingDrain(ring, maxRecords, long.MaxValue, subscription))
            {
                count++;
                handler(record);
                if (subscription.IsEnded)
                    break;
            }

            return ring.Looked(count, maxRecords);
        });
    }
}
