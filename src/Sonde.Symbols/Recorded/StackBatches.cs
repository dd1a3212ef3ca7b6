using System.Runtime.ExceptionServices;

namespace Sonde.Symbols;

/// <summary>
/// Counts stacks on a thread of the pool, batch by batch, while the next ones are filled: finding a stack among millions is mostly waiting for
/// memory, and what its numbers are called may have to be read first. What fits into one batch is counted by who asks.
/// </summary>
/// <param name="nameOf">The name of each number of a stack, asked for by the thread that counts; null where they are those of names themselves.</param>
internal sealed class StackBatches(Func<int, int>? nameOf) : IThreadPoolWorkItem
{
    /// <summary>How many numbers a batch has, unless one stack alone has more.</summary>
    public const int BatchSize = 1 << 14;

    /// <summary>How many batches wait at most. 16 MiB: more wait to be counted than are read while a list of symbols is.</summary>
    public const int MostWaiting = 256;

    /// <summary>What a stack has before its numbers: how many there are, its count in two halves, and which stack it follows by how many, or that this is not known.</summary>
    public const int HeadSize = 5;
    private const int Unknown = -1;

    private readonly StackCounts _counts = new(nameOf);
    private readonly object _gate = new();
    private readonly Queue<(int[] Batch, int Length)> _waiting = new();
    private readonly Stack<int[]> _spare = new();
    private int[] _filling = new int[BatchSize];
    private int _filled;
    private bool _isCounting;
    private ExceptionDispatchInfo? _fault;

    /// <summary>Adds a stack. Allocates nothing but batches, and none when as many were made as may wait.</summary>
    public void Add(ReadOnlySpan<int> numbers, long count) => numbers.CopyTo(Take(numbers.Length, count, Unknown, 0));

    /// <summary>Adds a stack of which is known what it has in common with another one, see <see cref="StackCounts"/>.</summary>
    /// <returns>The place for the numbers that it does not have in common.</returns>
    public Span<int> Add(int slot, int same, int length, long count) => Take(length, count, slot, same);

    /// <summary>The counts of all that was added; valid until the next is added.</summary>
    public StackCounts Finish()
    {
        lock (_gate)
            WaitUntil(waiting: 0);
        TryCountAll(_filling.AsSpan(0, _filled));
        _filled = 0;
        _fault?.Throw();
        return _counts;
    }

    /// <summary>Counts the batches that wait.</summary>
    public void Execute()
    {
        while (true)
        {
            int[] batch;
            int length;
            lock (_gate)
            {
                if (_fault is not null || _waiting.Count == 0)
                {
                    _isCounting = false;
                    Monitor.Pulse(_gate);
                    return;
                }

                (batch, length) = _waiting.Dequeue();
                Monitor.Pulse(_gate);
            }

            TryCountAll(batch.AsSpan(0, length));
            lock (_gate)
                _spare.Push(batch);
        }
    }

    // The place for the numbers of a stack.
    private Span<int> Take(int length, long count, int slot, int same)
    {
        if (_filling.Length - _filled < length + HeadSize)
            HandOver(length + HeadSize);
        Span<int> place = _filling.AsSpan(_filled, length + HeadSize);
        (place[0], place[1], place[2], place[3], place[4]) = (length, (int)count, (int)(count >> 32), slot, same);
        _filled += place.Length;
        return place[HeadSize..];
    }

    private void HandOver(int wanted)
    {
        lock (_gate)
        {
            WaitUntil(MostWaiting - 1);
            _waiting.Enqueue((_filling, _filled));
            _filled = 0;
            if (!_spare.TryPop(out _filling!) || _filling.Length < wanted)
                _filling = GC.AllocateUninitializedArray<int>(Math.Max(wanted, BatchSize));
            if (_isCounting)
                return;
            _isCounting = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    // With none to wait for, until the last is counted.
    private void WaitUntil(int waiting)
    {
        while (_fault is null && (_waiting.Count > waiting || (waiting == 0 && _isCounting)))
            Monitor.Wait(_gate);
        _fault?.Throw();
    }

    // A fault goes to who asks next, and to all after that: what was counted of the batch is not known.
    private void TryCountAll(ReadOnlySpan<int> batch)
    {
        try
        {
            CountAll(batch);
        }
        catch (Exception e)
        {
            _fault = ExceptionDispatchInfo.Capture(e);
        }
    }

    private void CountAll(ReadOnlySpan<int> batch)
    {
        while (!batch.IsEmpty)
        {
            (int length, int slot) = (batch[0], batch[3]);
            long count = ((long)batch[2] << 32) | (uint)batch[1];
            if (slot == Unknown)
                _counts.Add(batch.Slice(HeadSize, length), count);
            else
                _counts.Add(slot, batch[4], batch.Slice(HeadSize, length), count);
            batch = batch[(HeadSize + length)..];
        }
    }
}
