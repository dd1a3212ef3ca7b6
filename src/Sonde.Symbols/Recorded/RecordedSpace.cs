namespace Sonde.Symbols;

/// <summary>What a recorded process has mapped, and what was found there.</summary>
internal sealed class RecordedSpace
{
    private readonly RecordedFiles _files;
    private readonly List<RecordedMapping> _mappings;
    private readonly RecordedRuntime _runtime;
    private NumberTable? _compiled;

    // What the program before had, until the new one runs.
    private RecordedSpace? _before;
    private RecordedChain? _chain;
    private RecordedMapping _last;

    public RecordedSpace(RecordedFiles files, int pid)
        : this(files, [], new RecordedRuntime(files, pid), null)
    {
    }

    private RecordedSpace(RecordedFiles files, List<RecordedMapping> mappings, RecordedRuntime runtime, RecordedSpace? before)
    {
        _before = before;
        _files = files;
        _mappings = mappings;
        _runtime = runtime;
        Version = files.NextVersion();
    }

    /// <summary>Another number for each space, and again when its addresses may have other frames.</summary>
    public int Version { get; private set; }

    /// <summary>Whether several processes have it since a fork, so that it may not change any more.</summary>
    public bool IsShared { get; set; }

    /// <summary>One of its own for a process that has it from a fork. What the parent's runtime names is not known to be the child's any more.</summary>
    public RecordedSpace Copy(int pid) => new(_files, [.. _mappings], _runtime.Pid == pid ? _runtime : new RecordedRuntime(_files, pid), _before);

    /// <summary>An empty one, behind which this one is still seen, but none that was behind this one.</summary>
    public RecordedSpace Execute(int pid) => new(
        _files, [], new RecordedRuntime(_files, pid), _before is null ? this : new RecordedSpace(_files, _mappings, _runtime, null) { IsShared = true });

    /// <summary>Forgets the program before: the new one runs.</summary>
    public void ForgetBefore() => _before = null;

    /// <summary>The callchain that was asked for last.</summary>
    public RecordedChain Chain => _chain ??= new RecordedChain();

    /// <summary>The number of the frame at an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="time">When.</param>
    /// <param name="isAlways">Whether it has the same frame at all times.</param>
    public int Find(ulong address, ulong time, out bool isAlways)
    {
        if (address - _last.Start < _last.Length)
            return FindIn(_last, address, time, out isAlways);
        if (MappingAt(address) is { } mapping)
        {
            _last = mapping;
            ForgetBefore();
            return FindIn(mapping, address, time, out isAlways);
        }

        if (_before?.MappingAt(address) is { } before)
        {
            // Not for long, whatever it is.
            int number = _before.FindIn(before, address, time, out _);
            isAlways = false;
            return number;
        }

        isAlways = true;
        return _files.FindUnmapped(address);
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
        _runtime.NoteFile(file.Path);
        _compiled = null;
        _last = default;
        _chain?.Clear();
        Version = _files.NextVersion();
    }

    private int FindIn(in RecordedMapping mapping, ulong address, ulong time, out bool isAlways)
    {
        isAlways = true;
        if (mapping.File.IsCompiled)
            return FindCompiled(mapping, address, time, out isAlways);
        int native = mapping.File.Find(mapping.ToFileOffset(address));
        // An application in a single file has its ReadyToRun code there, outside of what is ELF.
        if (!_runtime.HasNames)
            return native;
        return _files.Frames[native].Name is null && _runtime.TryFind(mapping, address, time, out isAlways) is var compiled and >= 0 ? compiled : native;
    }

    // Memory of no file has other code in each process, and that of a runtime other names.
    private int FindCompiled(in RecordedMapping mapping, ulong address, ulong time, out bool isAlways)
    {
        isAlways = true;
        _compiled ??= new NumberTable();
        int number = _compiled.Find(address);
        if (number >= 0)
            return number;
        number = _runtime.Find(mapping, address, time, out isAlways);
        if (number < 0)
        {
            number = mapping.File.IsAnonymous
                ? _files.Frames.Add(mapping.File.Unnamed(address, 0, UnknownReason.JitWithoutNames, null))
                : mapping.File.Find(mapping.ToFileOffset(address));
        }

        if (isAlways)
            _compiled.Add(address, number);
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
