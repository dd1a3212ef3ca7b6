using System.Collections;
using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>Several ring buffers with one consumer: rings of several programs, or one for each CPU so that writers do not contend.</summary>
/// <remarks>Records of one ring keep their order; between rings there is none. Each ring has one consumer at a time, the group or another.</remarks>
/// <typeparam name="T">The layout of a record.</typeparam>
public sealed class RingGroup<T> : IReadOnlyList<RingBuffer<T>>
    where T : unmanaged
{
    private readonly RingBuffer<T>[] _rings;

    /// <summary>Makes a group.</summary>
    /// <param name="rings">The rings; their place is their number in the group.</param>
    /// <exception cref="ArgumentException">None was given, or one twice.</exception>
    public RingGroup(params RingBuffer<T>[] rings)
    {
        ArgumentNullException.ThrowIfNull(rings);
        if (rings.Length == 0)
            throw new ArgumentException("A group needs a ring.", nameof(rings));
        if (rings.DistinctBy(ring => ring.Map).Count() < rings.Length)
            throw new ArgumentException("A ring is in the group twice.", nameof(rings));
        _rings = [.. rings];
    }

    /// <summary>How many rings.</summary>
    public int Count => _rings.Length;

    /// <summary>A ring.</summary>
    /// <param name="index">Its place, from 0.</param>
    public RingBuffer<T> this[int index] => _rings[index];

    /// <summary>Bytes that wait in all the rings, headers included.</summary>
    public long Backlog => _rings.Sum(ring => ring.Backlog);

    /// <summary>The sum of <see cref="RingBuffer{T}.Lost"/>; null when no program counts.</summary>
    public long? Lost => _rings.Select(ring => ring.Lost).Aggregate((sum, lost) => sum is null ? lost : sum + (lost ?? 0));

    /// <summary>Calls a handler for each record that waits now, ring after ring.</summary>
    /// <param name="handler">Called with the record in place. What it throws comes out of here; records that it was not called for stay.</param>
    /// <param name="maxRecords">The most records from each ring.</param>
    /// <returns>How many records there were.</returns>
    public long Drain(RingGroupHandler<T> handler, int maxRecords = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(handler);
        long count = 0;
        for (int i = 0; i < _rings.Length; i++)
        {
            foreach (ref readonly T record in _rings[i].Drain(maxRecords))
            {
                count++;
                handler(i, in record);
            }
        }

        return count;
    }

    /// <summary>Calls a handler for each record, on the loop's thread, until the subscription or one of the objects is disposed.</summary>
    /// <param name="handler">Called with the record in place, one at a time. When it throws, the subscription ends with that exception.</param>
    /// <param name="pace">How to pace the wake-ups; null for <see cref="ReadPace.Default"/>. Each ring has a pace of its own.</param>
    public RingSubscription Subscribe(RingGroupHandler<T> handler, ReadPace? pace = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        int maxRecords = (pace ?? ReadPace.Default).MaxRecords;
        RingReader[] readers = Readers();
        RingHandler<T>[] handlers = [.. readers.Select<RingReader, RingHandler<T>>((_, i) => (in T record) => handler(i, in record))];
        return RingSubscription.Start(
            pace,
            [.. readers.Select(reader => reader.Watched)],
            (subscription, i) => readers[i].Hand(handlers[i], maxRecords, subscription));
    }

    /// <summary>Reads records in copied batches, each of one ring, waiting for them without a thread. Ends when one of the objects is disposed.</summary>
    /// <param name="maxBatch">The most records in a batch.</param>
    /// <param name="pace">How to pace the wake-ups; null for <see cref="ReadPace.Default"/>.</param>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<RingBatch<T>> ReadAllAsync(
        int maxBatch = 1024, ReadPace? pace = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        RingReader[] readers = Readers();
        using var waiter = new RingWaiter(pace, [.. readers.Select(reader => reader.Watched)], i => readers[i].Peek());
        var buffer = new T[maxBatch];
        long records = 0;
        double fill = 0;
        while (!waiter.IsEnded)
        {
            long before = records;
            LookEnd end = LookEnd.Empty;
            for (int i = 0; i < readers.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!readers[i].TryRead<T>(buffer, waiter, out int count, out LookEnd ringEnd))
                    yield break;
                records += count;
                if (ringEnd == LookEnd.Blocked)
                    end = ringEnd;
                fill = Math.Max(fill, readers[i].LastTaken / (readers[i].Mask + 1.0));
                if (count > 0)
                    yield return new RingBatch<T>(i, buffer.AsSpan(0, count).ToArray());
            }

            if (records > before)
                continue;
            var look = new Look(records, fill, end);
            (records, fill) = (0, 0);
            if (!await waiter.WaitAsync(look, cancellationToken).ConfigureAwait(false))
                yield break;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<RingBuffer<T>> GetEnumerator() => ((IEnumerable<RingBuffer<T>>)_rings).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private RingReader[] Readers() => [.. _rings.Select(ring => ring.Map.ConsumableRing)];
}
