using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

public sealed partial class RingBuffer<T>
{
    /// <summary>Calls a handler for each record, on the loop's thread, until the subscription or the object is disposed.</summary>
    /// <param name="handler">Called with the record in place. When it throws, the subscription ends with that exception, and no other does.</param>
    /// <param name="pace">How to pace the wake-ups; null for <see cref="ReadPace.Default"/>.</param>
    public RingSubscription Subscribe(RingHandler<T> handler, ReadPace? pace = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        RingReader ring = Map.ConsumableRing;
        int maxRecords = (pace ?? ReadPace.Default).MaxRecords;
        return RingSubscription.Start(pace, [ring.Watched], (subscription, _) => ring.Hand(handler, maxRecords, subscription));
    }

    /// <summary>Reads records in copied batches, waiting for them without a thread. Ends when the object is disposed.</summary>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<ReadOnlyMemory<T>> ReadAllAsync(CancellationToken cancellationToken = default)
        => ReadAllAsync(1024, null, cancellationToken);

    /// <summary>Reads records in copied batches, waiting for them without a thread. Ends when the object is disposed.</summary>
    /// <param name="maxBatch">The most records in a batch.</param>
    /// <param name="pace">How to pace the wake-ups; null for <see cref="ReadPace.Default"/>.</param>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<T>> ReadAllAsync(
        int maxBatch, ReadPace? pace = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        RingReader ring = Map.ConsumableRing;
        using var waiter = new RingWaiter(pace, [ring.Watched], _ => ring.Peek());
        var buffer = new T[maxBatch];
        long records = 0;
        ulong bytes = 0;
        while (!waiter.IsEnded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!ring.TryRead<T>(buffer, waiter, out int count, out LookEnd end))
                yield break;
            records += count;
            bytes += ring.LastTaken;
            if (count > 0)
            {
                yield return buffer.AsSpan(0, count).ToArray();
                continue;
            }

            var look = new Look(records, bytes / (ring.Mask + 1.0), end);
            (records, bytes) = (0, 0);
            if (!await waiter.WaitAsync(look, cancellationToken).ConfigureAwait(false))
                yield break;
        }
    }
}
