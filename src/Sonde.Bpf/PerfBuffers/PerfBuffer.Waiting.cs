using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

public sealed partial class PerfBuffer<T>
{
    /// <summary>Calls a handler for each record, on the loop's thread, until the subscription, the buffer or the object is disposed.</summary>
    /// <param name="handler">Called with the record in place. When it throws, the subscription ends with that exception, and no other does.</param>
    /// <param name="pace">How to pace the wake-ups; null for <see cref="ReadPace.Default"/>. Each CPU has a pace of its own.</param>
    public RingSubscription Subscribe(PerfHandler<T> handler, ReadPace? pace = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        int maxRecords = (pace ?? ReadPace.Default).MaxRecords;
        return RingSubscription.Start(pace, _set.Watched, (subscription, index) => _set.Hand(index, handler, maxRecords, subscription));
    }

    /// <summary>Reads records in copied batches, waiting for them without a thread. Ends when the buffer or the object is disposed.</summary>
    /// <param name="maxBatch">The most records in a batch.</param>
    /// <param name="pace">How to pace the wake-ups; null for <see cref="ReadPace.Default"/>.</param>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<CpuRecord<T>>> ReadAllAsync(
        int maxBatch = 1024, ReadPace? pace = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        IReadOnlyList<PerfCpuBuffer> buffers = _set.Buffers;
        using var waiter = new RingWaiter(pace, _set.Watched, i => buffers[i].Ring.Backlog > 0 ? LookEnd.More : LookEnd.Empty);
        var buffer = new CpuRecord<T>[maxBatch];
        long records = 0;
        double fill = 0;
        while (!waiter.IsEnded)
        {
            long before = records;
            for (int i = 0; i < buffers.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!_set.TryRead<T>(i, buffer, waiter, out int count, out long taken))
                    yield break;
                records += count;
                fill = Math.Max(fill, (double)taken / buffers[i].Ring.Size);
                if (count > 0)
                    yield return buffer.AsSpan(0, count).ToArray();
            }

            if (records > before)
                continue;
            var look = new Look(records, fill, LookEnd.Empty);
            (records, fill) = (0, 0);
            if (!await waiter.WaitAsync(look, cancellationToken).ConfigureAwait(false))
                yield break;
        }
    }
}
