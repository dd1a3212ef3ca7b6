using System.Diagnostics;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The code of one process by address. What was named stays named when the process has ended.</summary>
internal sealed class ProcessSymbols : IDisposable
{
    private static readonly TimeSpan IdentityAge = TimeSpan.FromSeconds(1);

    private readonly int _pid;
    private readonly ModuleCache _modules;
    private readonly SymbolizerOptions _options;
    private readonly MemoryUse _memory;
    private readonly Dictionary<ulong, SymbolFrame> _frames = [];

    // Of the frames those without a name that may get one, with the version of the names and mappings that it was looked for in.
    private readonly Dictionary<ulong, long> _unnamed = [];

    // Frames without a name that a named one has replaced: how often they were looked up is told still.
    private readonly List<SymbolFrame> _replaced = [];
    private readonly Dictionary<ProcessMapping, ModuleEntry> _entries = [];
    private readonly RuntimeNames _runtime;
    private ProcessIdentity? _identity;
    private ProcessMaps? _maps;
    private UnknownReason _fault;
    private string? _explanation;
    private long _checkedAt;
    private long _mapsVersion;
    private long _bytes;

    public ProcessSymbols(int pid, ModuleCache modules, SymbolizerOptions options, MemoryUse memory)
    {
        _pid = pid;
        _modules = modules;
        _options = options;
        _memory = memory;
        _runtime = new RuntimeNames(pid, options);
        _identity = ProcessIdentity.Read(pid);
        _checkedAt = Stopwatch.GetTimestamp();
        ReadMaps();
        CountMemory();
    }

    /// <summary>What was asked for until now.</summary>
    public IEnumerable<SymbolFrame> Frames => _frames.Values.Concat(_replaced).Concat(_runtime.FramesAtTimes);

    /// <summary>When it was last asked, by the symbolizer's count.</summary>
    public long LastUse { get; set; }

    public SymbolFrame Resolve(ulong address)
    {
        if (_frames.TryGetValue(address, out SymbolFrame? frame))
            return frame.Name is null && IsDue(address, frame) ? Renew(address, frame) : frame;
        _frames.Add(address, frame = FindAgain(address));
        Note(address, frame);
        CountMemory();
        return frame;
    }

    /// <summary>Names the code that was at an address at a time; that of a runtime which is not watched as it is now.</summary>
    public SymbolFrame Resolve(ulong address, ulong time)
    {
        if (_runtime.FindAt(address, time) is not { } frame)
            return Resolve(address);
        CountMemory();
        return frame;
    }

    /// <inheritdoc cref="RuntimeNames.Watch"/>
    public DotNetMethodWatch Watch() => _runtime.Watch();

    /// <summary>Forgets all.</summary>
    public void Dispose()
    {
        Clear();
        _runtime.Dispose();
        _memory.Bytes -= _bytes;
        _bytes = 0;
    }

    /// <summary>Forgets the frames; what they are made from stays.</summary>
    public void Clear()
    {
        _frames.Clear();
        _unnamed.Clear();
        _replaced.Clear();
        _runtime.Clear();
        CountMemory();
    }

    /// <summary>Whether the process is another one than it was, or runs another program. Asks the kernel once a second at most.</summary>
    public bool IsAnother()
    {
        if (Stopwatch.GetElapsedTime(_checkedAt) < IdentityAge)
            return false;
        _checkedAt = Stopwatch.GetTimestamp();
        // When it has ended its names go on to hold.
        return ProcessIdentity.Read(_pid) is { } now && now != _identity;
    }

    /// <summary>Reads all that will be needed to name any code of the process, also when it has ended.</summary>
    public void Take()
    {
        ReadMaps();
        foreach (ProcessMapping mapping in _maps?.Mappings ?? [])
        {
            if (mapping.IsExecutable && mapping.IsFile && !SpecialMemory.IsMemoryFile(mapping.Name))
                Entry(mapping);
        }

        _runtime.Take();
        CountMemory();
    }

    /// <summary>The same memory in a process that was forked from this one, as long as that has not executed another program.</summary>
    public ProcessSymbols Fork(int child)
    {
        var fork = new ProcessSymbols(child, _modules, _options, _memory);
        if (fork._maps is not null)
            return fork;
        // It has ended already; what it had is what its parent has.
        fork._maps = _maps;
        foreach ((ProcessMapping mapping, ModuleEntry entry) in _entries)
            fork._entries.Add(mapping, entry);
        fork.CountMemory();
        return fork;
    }

    /// <summary>The file that the code at an address is from, and where in it.</summary>
    public bool TryNormalize(ulong address, out ModuleAddress place)
    {
        place = default;
        if (FindMapping(address) is not { IsFile: true } mapping || SpecialMemory.IsMemoryFile(mapping.Name))
            return false;
        ModuleEntry entry = Entry(mapping);
        NativeModule? module = entry.Module;
        ulong offset = mapping.ToFileOffset(address);
        place = new ModuleAddress(mapping.Name, module?.BuildId, offset, module is not null && module.TryGetAddress(offset, out ulong inFile) ? inFile : null) { File = entry.Status };
        return true;
    }

    private void CountMemory()
    {
        long bytes = ((long)(_frames.Count + _replaced.Count) * MemoryUse.FrameBytes) + ((long)(_maps?.Mappings.Count ?? 0) * MemoryUse.MappingBytes) + _runtime.Bytes;
        _memory.Bytes += bytes - _bytes;
        _bytes = bytes;
    }

    private long Version => _mapsVersion + _runtime.Version;

    private bool IsDue(ulong address, SymbolFrame frame) =>
        _unnamed.TryGetValue(address, out long version) && (version != Version || (frame.Reason != UnknownReason.NotMapped && _runtime.IsDue));

    // In what is known by now: that nothing is mapped there was asked of the kernel once.
    private SymbolFrame Renew(ulong address, SymbolFrame old)
    {
        SymbolFrame frame = Find(address);
        if (frame.Name is null && frame.Reason == old.Reason)
        {
            Note(address, old);
            return old;
        }

        _replaced.Add(old);
        _frames[address] = frame;
        Note(address, frame);
        CountMemory();
        return frame;
    }

    private void Note(ulong address, SymbolFrame frame)
    {
        if (frame.Reason is UnknownReason.NotMapped or UnknownReason.JitWithoutNames or UnknownReason.RuntimeStub)
            _unnamed[address] = Version;
        else
            _unnamed.Remove(address);
    }

    private SymbolFrame FindAgain(ulong address)
    {
        SymbolFrame frame = Find(address);
        // Code that was loaded since: what was found before keeps its names.
        if (frame.Reason == UnknownReason.NotMapped && QueryMapping(address) is { } mapping)
        {
            ReadMaps();
            frame = FindIn(mapping, address);
        }

        return frame;
    }

    private SymbolFrame Find(ulong address)
    {
        if (_maps is null)
            return new SymbolFrame(address, FrameKind.Unknown, null) { Reason = _fault, Explanation = _explanation };
        return _maps.Find(address) is { } mapping
            ? FindIn(mapping, address)
            : new SymbolFrame(address, FrameKind.Unknown, null) { Reason = UnknownReason.NotMapped };
    }

    private SymbolFrame FindIn(ProcessMapping mapping, ulong address)
    {
        if (SpecialMemory.IsVdso(mapping.Name))
            return _modules.Vdso.Name(address, mapping.ToFileOffset(address), FrameKind.Vdso, mapping.Name);
        // ReadyToRun code is mapped from .dll files, whose pages are not always executable in the file's own mapping.
        bool isAssembly = mapping.Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        if (!mapping.IsExecutable && !isAssembly)
            return new SymbolFrame(address, FrameKind.Unknown, mapping.Name) { Reason = UnknownReason.NotCode };
        if (!mapping.IsFile || isAssembly || SpecialMemory.IsMemoryFile(mapping.Name))
            return _runtime.Find(address, isAssembly ? mapping.Name : null);
        SymbolFrame frame = Entry(mapping).Name(address, mapping.ToFileOffset(address), FrameKind.Native, mapping.Name);
        // An application in a single file has its ReadyToRun code there, outside of what is ELF.
        return frame.Name is null && _runtime.TryFind(address, mapping.Name) is { } managed ? managed : frame;
    }

    private ModuleEntry Entry(ProcessMapping mapping)
    {
        if (!_entries.TryGetValue(mapping, out ModuleEntry? entry))
            _entries.Add(mapping, entry = _modules.Get(_pid, mapping));
        return entry;
    }

    private ProcessMapping? FindMapping(ulong address) => _maps?.Find(address) ?? QueryMapping(address);

    // One question where the kernel takes it; else all is read.
    private ProcessMapping? QueryMapping(ulong address)
    {
        using (ProcessMapQuery? query = ProcessMapQuery.TryOpen(_pid))
        {
            if (query is not null)
                return query.Find(address, out _);
        }

        ReadMaps();
        return _maps?.Find(address);
    }

    // Of a process that has ended the last mappings are kept.
    private void ReadMaps()
    {
        try
        {
            ProcessMaps maps = ProcessMaps.Read(_pid);
            if (maps.Mappings.Count > 0)
            {
                _maps = maps;
                _mapsVersion++;
                return;
            }

            _fault = UnknownReason.ProcessGone;
            _explanation = "it has no memory: it is a thread of the kernel, or has ended and waits for its parent";
        }
        catch (KernelException e)
        {
            _fault = e.Errno == Errno.EACCES ? UnknownReason.NoPermission : UnknownReason.ProcessGone;
            _explanation = e.Message;
        }
    }
}
