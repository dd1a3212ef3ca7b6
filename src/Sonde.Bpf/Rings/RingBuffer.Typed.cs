using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A ring buffer with records of one type: <c>BPF_MAP_TYPE_RINGBUF</c>, kernel 5.8.</summary>
/// <remarks>
/// Three ways to read: <see cref="Drain"/> in place, <see cref="Subscribe"/> on Sonde's loop, <see cref="ReadAllAsync(CancellationToken)"/> in
/// copied batches. A ring has one consumer at a time; a second one is refused. Nothing is dropped on this side: when the
/// consumer is slow the ring fills, and <c>bpf_ringbuf_reserve</c> fails in the program, which should count it.
/// </remarks>
/// <typeparam name="T">The layout of a record.</typeparam>
public sealed class RingBuffer<T>
    where T : unmanaged
{
    internal RingBuffer(BpfMap map) => Map = map;

    /// <summary>The untyped map; its <see cref="BpfMap.MaxEntries"/> is the size of the ring in bytes.</summary>
    public BpfMap Map { get; }

    /// <summary>Bytes that wait in the ring, headers included.</summary>
    public long Backlog => Map.Ring.Backlog;

    /// <summary>The records that wait now, in place and without a copy. Records that arrive meanwhile wait for the next drain.</summary>
    /// <remarks>Allocates nothing. Records that were walked over are freed when the <c>foreach</c> ends, also by an exception.</remarks>
    public RingDrain<T> Drain() => new(Map.Ring);

    /// <summary>Copies records that wait now.</summary>
    /// <param name="records">Filled from the start.</param>
    /// <returns>How many were copied.</returns>
    public int Read(Span<T> records)
    {
        int count = 0;
        RingDrain<T>.Enumerator walk = Drain().GetEnumerator();
        try
        {
            while (count < records.Length && walk.MoveNext())
                records[count++] = walk.Current;
        }
        finally
        {
            walk.Dispose();
        }

        return count;
    }

    /// <summary>Calls a handler for each record, on the loop's thread, until the subscription or the object is disposed.</summary>
    /// <param name="handler">Called with the record in place. When it throws, the subscription ends with that exception.</param>
    public RingSubscription Subscribe(RingHandler<T> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RingSubscription.Start(Map.Ring, handler);
    }

    /// <summary>Reads records in copied batches, waiting for them without a thread. Ends when the object is disposed.</summary>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<ReadOnlyMemory<T>> ReadAllAsync(CancellationToken cancellationToken = default)
        => ReadAllAsync(1024, cancellationToken);

    /// <summary>Reads records in copied batches, waiting for them without a thread. Ends when the object is disposed.</summary>
    /// <param name="maxBatch">The most records in a batch.</param>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<T>> ReadAllAsync(
        int maxBatch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        using var waiter = new RingWaiter(Map.Ring);
        var buffer = new T[maxBatch];
        while (!waiter.IsEnded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Read(buffer);
            if (count > 0)
                yield return buffer.AsSpan(0, count).ToArray();
            else if (!await waiter.WaitAsync(cancellationToken).ConfigureAwait(false))
                yield break;
        }
    }
}
