namespace Sonde.Symbols;

/// <summary>Code that comes and goes: which method an address belonged to at a time. Safe from any thread.</summary>
internal sealed class CodeTimeline
{
    // So many at the end are searched one by one, before a new table is built.
    private const int MaxRecent = 1024;

    private readonly object _gate = new();
    private readonly List<Load> _loads = [];
    private readonly Dictionary<ulong, List<Load>> _byStart = [];

    // Code that went before it was told that it came: each thread's events are in order, those of several are not.
    private readonly List<(ulong Start, ulong Time)> _early = [];
    private Load[] _sorted = [];
    private TimedRangeTable? _table;
    private int _tabled;
    private long _dropped;

    public int Count
    {
        get
        {
            lock (_gate)
                return _loads.Count;
        }
    }

    /// <summary>How many times it is not known that code went, for want of room for what is told too early.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
                return _dropped;
        }
    }

    /// <summary>Code came at a time.</summary>
    public void Add(ManagedMethod method, ulong time)
    {
        lock (_gate)
        {
            var load = new Load(method, time);
            int gone = _early.FindIndex(each => each.Start == method.Start && each.Time >= time);
            if (gone >= 0)
            {
                load.Unloaded = _early[gone].Time;
                _early.RemoveAt(gone);
            }

            _loads.Add(load);
            if (!_byStart.TryGetValue(method.Start, out List<Load>? there))
                _byStart.Add(method.Start, there = []);
            there.Add(load);
        }
    }

    /// <summary>Code was there when all was listed; if it came while that was done, it is known already.</summary>
    public void AddListed(ManagedMethod method)
    {
        lock (_gate)
        {
            if (!_byStart.ContainsKey(method.Start))
                Add(method, 0);
        }
    }

    /// <summary>The code that began at an address went at a time.</summary>
    public void Remove(ulong start, ulong time)
    {
        lock (_gate)
        {
            // The first that is still there: the runtime may tell that code went when other code is there already.
            Load? load = _byStart.TryGetValue(start, out List<Load>? there)
                ? there.Where(each => each.Time <= time && each.Unloaded == ulong.MaxValue).MinBy(each => each.Time)
                : null;
            if (load is not null)
                load.Unloaded = time;
            else if (_early.Count < MaxRecent)
                _early.Add((start, time));
            else
                _dropped++;
        }
    }

    /// <summary>The method at an address at a time, or null.</summary>
    /// <param name="address">The address.</param>
    /// <param name="time">The time; <see cref="ulong.MaxValue"/> for the last method, also when its code went.</param>
    public ManagedMethod? Find(ulong address, ulong time)
    {
        lock (_gate)
        {
            if (_loads.Count - _tabled > MaxRecent)
                Build();
            Load? found = null;
            for (int i = _loads.Count - 1; i >= _tabled; i--)
            {
                Load load = _loads[i];
                if (load.Time <= time && address - load.Method.Start < load.Method.Size && (found is null || load.Time > found.Time))
                    found = load;
            }

            if (_table is not null && _table.Find(address, time) is var index and >= 0 && (found is null || _sorted[index].Time > found.Time))
                found = _sorted[index];
            return found is null || (time != ulong.MaxValue && time >= found.Unloaded) ? null : found.Method;
        }
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
        lock (_gate)
        {
            isOnly = true;
            isGone = false;
            if (_table is null || _tabled != _loads.Count)
                Build();
            int first = _table!.FindFirst(address, out isOnly);
            if (first < 0)
                return null;
            int index = _table.Find(address, time);
            Load load = _sorted[index < 0 ? first : index];
            isOnly &= load.Unloaded == ulong.MaxValue;
            isGone = time != ulong.MaxValue && load.Unloaded <= time;
            return isGone ? null : load.Method;
        }
    }

    // Events of several threads come in blocks, one after the other.
    private void Build()
    {
        _sorted = [.. _loads.OrderBy(load => load.Time)];
        _table = TimedRangeTable.Build(
            Array.ConvertAll(_sorted, load => new AddressRange(load.Method.Start, load.Method.Size)), Array.ConvertAll(_sorted, load => load.Time));
        _tabled = _loads.Count;
    }

    private sealed class Load(ManagedMethod method, ulong time)
    {
        public ManagedMethod Method { get; } = method;

        public ulong Time { get; } = time;

        public ulong Unloaded { get; set; } = ulong.MaxValue;
    }
}
