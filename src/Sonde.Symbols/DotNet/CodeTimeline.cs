namespace Sonde.Symbols;

/// <summary>Code that comes and goes: which method an address belonged to at a time. Safe from any thread.</summary>
/// <remarks>
/// What came last is searched one by one. When that is much it becomes a table, together with the tables that are no larger, so that there are
/// few and each piece of code is sorted few times. Tables are made by whoever looks something up, while others go on to look up and to add.
/// </remarks>
/// <param name="maxBytes">
/// About how many bytes of memory the code that is kept may take. Beyond it that goes which ended first, and when none has ended that which came first.
/// </param>
internal sealed class CodeTimeline(long maxBytes = long.MaxValue)
{
    // So many are searched one by one.
    private const int MaxRecent = 1024;

    // Of code at one place that nobody said went, only so much can still be told to have gone: more would be gone through each time that some comes.
    private const int MaxAtStart = 8;

    // What a piece of code takes in the lists and tables here.
    private const long PlaceBytes = 250;

    private readonly object _gate = new();
    private readonly Dictionary<ulong, List<TimedCode>> _byStart = [];
    private readonly LinkedList<TimedCode> _lasting = [];
    private readonly LinkedList<TimedCode> _ended = [];

    // Code that went before it was told that it came: each thread's events are in order, those of several are not.
    private readonly List<(ulong Start, ulong Time)> _early = [];
    private readonly List<TimedCode> _recent = [];
    private TimedCodeTable[] _tables = [];
    private bool _isMerging;
    private int _sweepAt = 2 * MaxRecent;
    private int _count;
    private long _bytes;
    private long _forgotten;
    private long _dropped;

    /// <summary>How many times code came until now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many pieces of code were forgotten, for want of room.</summary>
    public long Forgotten => Volatile.Read(ref _forgotten);

    /// <summary>How many are known now.</summary>
    public int Kept => (int)(Count - Forgotten);

    /// <summary>About how many bytes of memory those take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many times it is not known that code went, for want of room for what is told too early.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>How many pieces of code memory is held for: those that were forgotten go a while later.</summary>
    internal int Held
    {
        get
        {
            lock (_gate)
                return _recent.Count + _tables.Sum(table => table.All.Count);
        }
    }

    /// <summary>About how many bytes of memory code takes here.</summary>
    internal static long BytesOf(ManagedMethod method) => method.Bytes + PlaceBytes;

    /// <summary>Code came at a time.</summary>
    public void Add(ManagedMethod method, ulong time)
    {
        lock (_gate)
            AddOne(method, time);
    }

    /// <summary>Code was there when all was listed; if it came while that was done, it is known already.</summary>
    public void AddListed(ManagedMethod method)
    {
        lock (_gate)
        {
            if (!_byStart.ContainsKey(method.Start))
                AddOne(method, 0);
        }
    }

    /// <summary>The code that began at an address went at a time.</summary>
    public void Remove(ulong start, ulong time)
    {
        lock (_gate)
        {
            // The first that is still there: the runtime may tell that code went when other code is there already.
            TimedCode? code = _byStart.TryGetValue(start, out List<TimedCode>? there)
                ? there.Where(each => each.Time <= time && each.Unloaded == ulong.MaxValue).MinBy(each => each.Time)
                : null;
            if (code is not null)
            {
                code.Unloaded = time;
                End(code);
                // One stays, by which the place is known as one where code came: a list that comes late has it still.
                if (there!.Count > 1)
                    there.Remove(code);
            }
            else if (_early.Count < MaxRecent)
            {
                _early.Add((start, time));
            }
            else
            {
                _dropped++;
            }
        }
    }

    /// <summary>The method at an address at a time, or null.</summary>
    /// <param name="address">The address.</param>
    /// <param name="time">The time; <see cref="ulong.MaxValue"/> for the last method, also when its code went.</param>
    public ManagedMethod? Find(ulong address, ulong time)
    {
        TimedCode? found = null;
        TimedCodeTable[] tables;
        bool isMuch;
        lock (_gate)
        {
            tables = _tables;
            isMuch = _recent.Count > MaxRecent && !_isMerging;
            for (int i = _recent.Count - 1; i >= 0; i--)
            {
                TimedCode code = _recent[i];
                if (code.Time <= time && address - code.Range.Start < code.Range.Size && (found is null || code.Time > found.Time))
                    found = code;
            }
        }

        // What came later is in later tables: of the same time it counts.
        for (int i = tables.Length - 1; i >= 0; i--)
        {
            if (tables[i].Find(address, time) is { } code && (found is null || code.Time > found.Time))
                found = code;
        }

        if (isMuch)
            Merge(isWhole: false);
        return found is null || (time != ulong.MaxValue && time >= found.Unloaded) ? null : found.Method;
    }

    /// <summary>
    /// The method at an address at a time of a recording; where none is known to have come by then, the first that came: a trace that began
    /// late lists late.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="time">The time; <see cref="ulong.MaxValue"/> where it is not known, for the last method.</param>
    /// <param name="isOnly">Whether it is the same at all times.</param>
    /// <param name="isGone">Whether there is none because its code went before that time.</param>
    public ManagedMethod? FindRecorded(ulong address, ulong time, out bool isOnly, out bool isGone)
    {
        isOnly = true;
        isGone = false;
        TimedCodeTable? table = Whole();
        if (table?.FindFirst(address, out isOnly) is not { } code)
            return null;
        code = table.Find(address, time) ?? code;
        isOnly &= code.Unloaded == ulong.MaxValue;
        isGone = time != ulong.MaxValue && code.Unloaded <= time;
        return isGone ? null : code.Method;
    }

    private void AddOne(ManagedMethod method, ulong time)
    {
        var code = new TimedCode(method, time);
        code.Node = _lasting.AddLast(code);
        int gone = _early.FindIndex(each => each.Start == method.Start && each.Time >= time);
        if (gone >= 0)
        {
            code.Unloaded = _early[gone].Time;
            _early.RemoveAt(gone);
            End(code);
        }

        if (!_byStart.TryGetValue(method.Start, out List<TimedCode>? there))
            _byStart.Add(method.Start, there = new List<TimedCode>(1));
        there.RemoveAll(each => each.Unloaded != ulong.MaxValue);
        // Of two in one place the earlier is over, whether the runtime says so or not.
        foreach (TimedCode other in there)
            End(other.Time > time ? code : other);
        there.Add(code);
        if (there.Count > MaxAtStart)
            there.Remove(there.MinBy(each => each.Time)!);
        _recent.Add(code);
        _count++;
        _bytes += BytesOf(method);
        while (_bytes > maxBytes)
            Forget((_ended.First ?? _lasting.First!).Value);
        // A merge knows what is recent by its place.
        if (_recent.Count < _sweepAt || _isMerging)
            return;
        _recent.RemoveAll(each => each.Node is null);
        _sweepAt = 2 * Math.Max(MaxRecent, _recent.Count);
    }

    private void End(TimedCode code)
    {
        if (code.Node is not { } node || node.List == _ended)
            return;
        _lasting.Remove(node);
        _ended.AddLast(node);
    }

    // Tables hold its place until they are merged.
    private void Forget(TimedCode code)
    {
        code.Node!.List!.Remove(code.Node);
        code.Node = null;
        _bytes -= BytesOf(code.Method!);
        code.Method = null;
        _forgotten++;
        if (_byStart.TryGetValue(code.Range.Start, out List<TimedCode>? there) && there.Remove(code) && there.Count == 0)
            _byStart.Remove(code.Range.Start);
    }

    private TimedCodeTable? Whole()
    {
        while (true)
        {
            lock (_gate)
            {
                while (_isMerging)
                    Monitor.Wait(_gate);
                if (_recent.Count == 0 && _tables.Length <= 1)
                    return _tables.FirstOrDefault();
            }

            // Another thread may be first: then it is waited for.
            Merge(isWhole: true);
        }
    }

    private void Merge(bool isWhole)
    {
        TimedCode[] recent;
        TimedCodeTable[] tables;
        int known;
        lock (_gate)
        {
            if (_isMerging || (!isWhole && _recent.Count <= MaxRecent))
                return;
            _isMerging = true;
            recent = [.. _recent];
            tables = _tables;
            known = Kept;
        }

        TimedCodeTable? merged = null;
        int kept = tables.Length;
        try
        {
            int size = recent.Length;
            // All of them when much was forgotten since: it goes with the table that has it.
            isWhole |= size + tables.Sum(table => (long)table.All.Count) > known + (known / 4L);
            while (kept > 0 && (isWhole || tables[kept - 1].All.Count <= size))
                size += tables[--kept].All.Count;
            merged = new TimedCodeTable([.. tables[kept..].SelectMany(table => table.All).Concat(recent).Where(code => code.Node is not null)]);
        }
        finally
        {
            lock (_gate)
            {
                if (merged is not null)
                {
                    _tables = [.. tables[..kept], merged];
                    _recent.RemoveRange(0, recent.Length);
                }

                _isMerging = false;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
