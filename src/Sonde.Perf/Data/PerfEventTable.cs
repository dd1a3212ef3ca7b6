namespace Sonde.Perf;

/// <summary>Finds the event of a record.</summary>
internal sealed class PerfEventTable
{
    // So few are looked through faster than they are looked up.
    private const int FewIds = 32;

    private readonly Dictionary<ulong, PerfDataEvent> _byId = [];
    private readonly ulong[] _fewIds = [];
    private readonly PerfDataEvent[] _fewEvents = [];
    private readonly PerfDataEvent _first;
    private readonly bool _isUniform;

    public PerfEventTable(PerfDataEvent[] events)
    {
        Events = events;
        _first = events[0];
        _isUniform = Array.TrueForAll(events, each => each.Layout.Equals(_first.Layout));
        SampleLayout first = _first.Layout;
        bool agree = Array.TrueForAll(events, each => each.Layout.SampleIdOffset == first.SampleIdOffset && each.Layout.TrailerIdOffset == first.TrailerIdOffset);
        if (!agree)
            throw new PerfDataFormatException("file is corrupt: its events disagree about where a record has the id of its event");
        foreach (PerfDataEvent each in events)
        {
            foreach (ulong id in each.Ids)
                _byId[id] = each;
        }

        if (_byId.Count > FewIds)
            return;
        _fewIds = [.. _byId.Keys];
        _fewEvents = [.. _byId.Values];
    }

    public PerfDataEvent[] Events { get; }

    /// <summary>The event of a record; null when the record names one that the file does not describe.</summary>
    public PerfDataEvent? Find(ReadOnlySpan<byte> record, bool isSample)
    {
        if (Events.Length == 1)
            return _first;
        // What perf makes up itself has the id 0, and belongs to the first.
        ulong id = _first.Layout.ReadId(record, isSample);
        if (_fewIds.AsSpan().IndexOf(id) is var place and >= 0 && id != 0)
            return _fewEvents[place];
        if (id != 0 && _fewIds.Length == 0 && _byId.TryGetValue(id, out PerfDataEvent? found))
            return found;
        return id == 0 || _isUniform ? _first : null;
    }
}
