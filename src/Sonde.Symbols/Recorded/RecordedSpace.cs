namespace Sonde.Symbols;

/// <summary>What a recorded process has mapped, and what was found there.</summary>
internal sealed class RecordedSpace
{
    private readonly RecordedFiles _files;
    private readonly List<RecordedMapping> _mappings;
    private readonly RecordedSpace? _before;
    private NumberTable? _compiled;
    private RecordedChain? _chain;
    private RecordedMapping _last;

    public RecordedSpace(RecordedFiles files)
        : this(files, [], null)
    {
    }

    private RecordedSpace(RecordedFiles files, List<RecordedMapping> mappings, RecordedSpace? before)
    {
        _before = before;
        _files = files;
        _mappings = mappings;
    }

    /// <summary>Whether several processes have it since a fork, so that it may not change any more.</summary>
    public bool IsShared { get; set; }

    public RecordedSpace Copy() => new(_files, [.. _mappings], _before);

    /// <summary>An empty one, behind which this one is still seen, but none that was behind this one.</summary>
    public RecordedSpace Execute() => new(_files, [], _before is null ? this : new RecordedSpace(_files, _mappings, null) { IsShared = true });

    /// <summary>The callchain that was asked for last.</summary>
    public RecordedChain Chain => _chain ??= new RecordedChain();

    public int Find(ulong address)
    {
        if (address - _last.Start < _last.Length)
            return _last.File.Find(_last.ToFileOffset(address));
        if ((MappingAt(address) ?? _before?.MappingAt(address)) is not { } mapping)
            return _files.FindUnmapped(address);
        if (mapping.File.IsAnonymous)
            return FindCompiled(address, mapping.File);
        _last = mapping;
        return mapping.File.Find(mapping.ToFileOffset(address));
    }

    public void Map(ulong start, ulong length, ulong fileOffset, RecordedFile file)
    {
        ulong end = length > ulong.MaxValue - start ? ulong.MaxValue : start + length;
        int first = IndexBefore(start);
        if (first < 0 || _mappings[first].End <= start)
            first++;
        int last = first;
        while (last < _mappings.Count && _mappings[last].Start < end)
            last++;
        List<RecordedMapping> instead = [new(start, end, fileOffset, file)];
        if (first < last && _mappings[first].Start < start)
            instead.Insert(0, _mappings[first] with { End = start });
        if (first < last && _mappings[last - 1].End > end)
            instead.Add(_mappings[last - 1].From(end));
        _mappings.RemoveRange(first, last - first);
        _mappings.InsertRange(first, instead);
        _compiled = null;
        _last = default;
        _chain?.Clear();
    }

    // Memory of no file has other code in each process.
    private int FindCompiled(ulong address, RecordedFile memory)
    {
        _compiled ??= new NumberTable();
        int number = _compiled.Find(address);
        if (number < 0)
            _compiled.Add(address, number = _files.Add(memory.Compiled(address)));
        return number;
    }

    private RecordedMapping? MappingAt(ulong address)
    {
        int index = IndexBefore(address);
        return index >= 0 && address < _mappings[index].End ? _mappings[index] : null;
    }

    // The last mapping that begins at an address or before it, or -1.
    private int IndexBefore(ulong address)
    {
        int low = 0;
        int high = _mappings.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_mappings[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }
}
