using System.Runtime.ExceptionServices;

namespace Sonde.Symbols;

/// <summary>
/// Counts stacks on a thread of the pool, batch by batch, while the next batch is filled: finding a stack among millions is mostly waiting for
/// memory. What fits into one batch is counted by who asks.
/// </summary>
internal sealed class StackBatches : IThreadPoolWorkItem
{
    private const int FirstSize = 1 << 16;

    // Before its names a stack has how many there are, and its count in two halves.
    private const int HeadSize = 3;

    private readonly StackCounts _counts = new();
    private readonly object _gate = new();
    private int[] _filling = new int[FirstSize];
    private int[] _counting = [];
    private int _filled;
    private int _toCount;
    private bool _isCounting;
    private ExceptionDispatchInfo? _fault;

    /// <summary>Adds a stack. Allocates nothing but the first time a batch is full.</summary>
    public void Add(ReadOnlySpan<int> names, long count)
    {
        if (_filling.Length - _filled < names.Length + HeadSize)
            HandOver(names.Length + HeadSize);
        Span<int> place = _filling.AsSpan(_filled, names.Length + HeadSize);
        place[0] = names.Length;
        place[1] = (int)count;
        place[2] = (int)(count >> 32);
        names.CopyTo(place[HeadSize..]);
        _filled += place.Length;
    }

    /// <summary>The counts of all that was added; valid until the next is added.</summary>
    public StackCounts Finish()
    {
        Wait();
        CountAll(_filling.AsSpan(0, _filled));
        _filled = 0;
        return _counts;
    }

    /// <summary>Counts the batch that was handed over.</summary>
    public void Execute()
    {
        try
        {
            CountAll(_counting.AsSpan(0, _toCount));
        }
        catch (Exception e)
        {
            // Goes to who asks next.
            _fault = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            lock (_gate)
            {
                _isCounting = false;
                Monitor.Pulse(_gate);
            }
        }
    }

    private void HandOver(int wanted)
    {
        Wait();
        (_filling, _counting) = (_counting, _filling);
        (_filled, _toCount) = (0, _filled);
        if (_filling.Length < Math.Max(wanted, FirstSize))
            _filling = new int[Math.Max(wanted, FirstSize)];
        _isCounting = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Wait()
    {
        lock (_gate)
        {
            while (_isCounting)
                Monitor.Wait(_gate);
        }

        _fault?.Throw();
    }

    private void CountAll(ReadOnlySpan<int> batch)
    {
        while (!batch.IsEmpty)
        {
            int length = batch[0];
            _counts.Add(batch.Slice(HeadSize, length), ((long)batch[2] << 32) | (uint)batch[1]);
            batch = batch[(HeadSize + length)..];
        }
    }
}
