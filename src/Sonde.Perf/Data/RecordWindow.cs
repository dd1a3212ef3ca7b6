namespace Sonde.Perf;

/// <summary>Brings the records of several CPUs into the order of their times.</summary>
/// <remarks>
/// perf takes what all CPUs have, writes a mark, and begins again: a record is never older than what the round before the last had ready.
/// So each mark sets free what is no younger than the youngest that came before the mark before. What lies between is held here, in
/// one buffer of limited size; when that is full, the older half is set free although something older may still come.
/// </remarks>
internal sealed class RecordWindow
{
    private const int FirstBytes = 1 << 20;
    private const int FirstCount = 1 << 12;

    private readonly int _limit;
    private byte[] _bytes = new byte[FirstBytes];
    private byte[] _spareBytes = new byte[FirstBytes];
    private HeldRecord[] _held = new HeldRecord[FirstCount];
    private HeldRecord[] _spareHeld = new HeldRecord[FirstCount];
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
        {
            Array.Resize(ref _held, _count * 2);
            _spareHeld = new HeldRecord[_held.Length];
        }

        record.CopyTo(_bytes.AsSpan(_filled));
        _held[_count++] = new HeldRecord(time, _filled, record.Length);
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

    /// <summary>The next record that is free, and its time; it is valid until the next call to anything here.</summary>
    public bool TryTake(out ReadOnlySpan<byte> record, out ulong time)
    {
        if (_next < _free)
        {
            HeldRecord held = _held[_next++];
            record = _bytes.AsSpan(held.Start, held.Length);
            time = held.Time;
            return true;
        }

        record = default;
        time = 0;
        if (_free > 0)
            DropTaken();
        return false;
    }

    private void SetFree(ulong upTo)
    {
        Sort();
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
        Sort();
        _free = Math.Max(1, _count / 2);
        _next = 0;
    }

    private void Sort()
    {
        HeldRecord[] sorted = HeldRecord.Sort(_held, _spareHeld, _count);
        if (sorted != _held)
            (_held, _spareHeld) = (sorted, _held);
    }

    // What is left moves to the other buffer, in the order of time, in which nothing lies over what is not copied yet.
    private void DropTaken()
    {
        int left = _count - _free;
        if (left > 0 && _spareBytes.Length < _bytes.Length)
            _spareBytes = new byte[_bytes.Length];
        int end = 0;
        for (int i = 0; i < left; i++)
        {
            HeldRecord held = _held[_free + i];
            _bytes.AsSpan(held.Start, held.Length).CopyTo(_spareBytes.AsSpan(end));
            _held[i] = held with { Start = end };
            end += held.Length;
        }

        if (left > 0)
            (_bytes, _spareBytes) = (_spareBytes, _bytes);
        (_filled, _count, _free, _next) = (end, left, 0, 0);
    }
}
