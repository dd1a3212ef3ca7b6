namespace Sonde.Perf;

/// <summary>Brings the records of several CPUs into the order of their times.</summary>
/// <remarks>
/// perf takes what all CPUs have, writes a mark, and begins again: a record is never older than what the round before the last had ready.
/// So each mark sets free what is no younger than the youngest that came before the mark before. What lies between is held here, in
/// one buffer of limited size; when that is full, the older half is set free although something older may still come.
/// </remarks>
internal sealed class RecordWindow
{
    private readonly int _limit;
    private byte[] _bytes = new byte[1 << 20];
    private Held[] _held = new Held[1 << 12];
    private int _filled;
    private int _count;
    private int _free;
    private int _next;
    private ulong _youngest;
    private ulong _youngestOfLastRound;

    public RecordWindow(int limit) => _limit = limit;

    public bool IsEmpty => _count == 0;

    /// <summary>Takes a record, and sets the older half free when there is no room for another.</summary>
    public void Add(ReadOnlySpan<byte> record, ulong time)
    {
        if (_filled + record.Length > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min((long)_bytes.Length * 2, (long)_limit + ushort.MaxValue));
        if (_count == _held.Length)
            Array.Resize(ref _held, _count * 2);
        record.CopyTo(_bytes.AsSpan(_filled));
        _held[_count] = new Held(time, _count, _filled, record.Length);
        _count++;
        _filled += record.Length;
        _youngest = Math.Max(_youngest, time);
        if (_filled >= _limit)
            SetHalfFree();
    }

    /// <summary>A mark of perf: a round over all CPUs has ended.</summary>
    public void EndRound()
    {
        SetFree(_youngestOfLastRound);
        _youngestOfLastRound = _youngest;
    }

    /// <summary>No more will come.</summary>
    public void End() => SetFree(ulong.MaxValue);

    /// <summary>The next record that is free; it is valid until the next call to anything here.</summary>
    public bool TryTake(out ReadOnlySpan<byte> record)
    {
        if (_next < _free)
        {
            Held held = _held[_next++];
            record = _bytes.AsSpan(held.Start, held.Length);
            return true;
        }

        record = default;
        if (_free > 0)
            DropTaken();
        return false;
    }

    private void SetFree(ulong upTo)
    {
        // Those that stay keep their order, those that go come before them.
        Array.Sort(_held, 0, _count);
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_held[middle].Time <= upTo)
                low = middle + 1;
            else
                high = middle;
        }

        _free = low;
        _next = 0;
    }

    private void SetHalfFree()
    {
        Array.Sort(_held, 0, _count);
        _free = Math.Max(1, _count / 2);
        _next = 0;
    }

    private void DropTaken()
    {
        int left = _count - _free;
        Array.Copy(_held, _free, _held, 0, left);
        (_count, _free, _next) = (left, 0, 0);
        // What is left moves down in the order in which it lies, so that nothing is overwritten.
        _held.AsSpan(0, left).Sort(Held.ByPlace);
        int end = 0;
        for (int i = 0; i < left; i++)
        {
            Held held = _held[i];
            _bytes.AsSpan(held.Start, held.Length).CopyTo(_bytes.AsSpan(end));
            _held[i] = held with { Start = end, Order = i };
            end += held.Length;
        }

        _filled = end;
    }

    private readonly record struct Held(ulong Time, int Order, int Start, int Length) : IComparable<Held>
    {
        public static readonly Comparison<Held> ByPlace = (x, y) => x.Start.CompareTo(y.Start);

        public int CompareTo(Held other) => Time != other.Time ? Time.CompareTo(other.Time) : Order.CompareTo(other.Order);
    }
}
