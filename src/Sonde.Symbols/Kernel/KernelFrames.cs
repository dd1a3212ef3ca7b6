using System.Diagnostics;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Names the code of the running kernel, its modules, and the BPF programs that it compiled.</summary>
internal sealed class KernelFrames : IDisposable
{
    private const int TagLength = 16;

    // Modules and programs come and go; the list takes some 50 ms to read, so not for each strange address.
    internal TimeSpan LeastAge { get; set; } = TimeSpan.FromSeconds(1);

    // Addresses that no list had, and which was asked last: what came later is in the next. One that was too young to be read again may lack even what
    // was there when it was asked.
    private readonly Dictionary<ulong, (long List, bool WasYoung)> _unsettled = [];
    private readonly List<SymbolFrame> _replaced = [];

    private readonly SymbolizerOptions _options;
    private readonly Func<KernelSymbols> _read;
    private readonly RunningKernel _kernel;
    private readonly Dictionary<ulong, SymbolFrame> _frames = [];
    private readonly Dictionary<uint, Btf?> _types = [];
    private KernelSymbols? _symbols;
    private Task<KernelSymbols>? _reading;
    private KernelCodeBounds? _bounds;
    private string? _fault;
    private UnknownReason _faultReason;
    private long _readAt;
    private long _list;
    private readonly Dictionary<string, KernelLines?> _lines = [];

    /// <summary>The running kernel.</summary>
    public KernelFrames(SymbolizerOptions options)
        : this(options, KernelSymbols.Read, RunningKernel.OfThisMachine())
    {
    }

    /// <summary>A kernel of which is given what the running one says of itself.</summary>
    internal KernelFrames(SymbolizerOptions options, Func<KernelSymbols> read, RunningKernel kernel)
    {
        _options = options;
        _read = read;
        _kernel = kernel;
    }

    /// <summary>Whether addresses are those of a recording: what has come since is in none, so that the list is read once.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>What was asked for until now.</summary>
    public IReadOnlyCollection<SymbolFrame> Frames => _replaced.Count == 0 ? _frames.Values : [.. _frames.Values, .. _replaced];

    /// <summary>How many addresses are remembered.</summary>
    public int Count => _frames.Count;

    /// <summary>Reads the list on another thread, while this one has other work before it asks.</summary>
    public void BeginRead()
    {
        if (_symbols is null && _fault is null)
            _reading ??= Task.Run(_read);
    }

    public SymbolFrame Resolve(ulong address)
    {
        // Who reads a recording keeps what it found.
        if (IsRecorded)
            return Find(address);
        if (_frames.TryGetValue(address, out SymbolFrame? frame))
        {
            if (frame.Name is not null || !IsDue(address) || Find(address) is not { Name: not null } named)
                return frame;
            _replaced.Add(frame);
            return _frames[address] = named;
        }

        return _frames[address] = Find(address);
    }

    /// <summary>Where functions of a name lie; null where the kernel hides that.</summary>
    public IReadOnlyList<ulong>? AddressesOf(string name)
    {
        if (_symbols is null && _fault is null)
            Read();
        return _symbols is null ? null : [.. _symbols.FindByName(name).Select(symbol => symbol.Address)];
    }

    /// <summary>Forgets the frames; what they are made from stays.</summary>
    public void Clear()
    {
        _frames.Clear();
        _unsettled.Clear();
        _replaced.Clear();
    }

    /// <summary>Forgets frames, so that code which has another's address since is found.</summary>
    public void Forget()
    {
        Clear();
        _symbols = null;
        _bounds = null;
        _fault = null;
        _types.Clear();
    }

    /// <summary>Closes the files of the kernel and its modules.</summary>
    public void Dispose()
    {
        foreach (KernelLines? lines in _lines.Values)
            lines?.Dispose();
        _lines.Clear();
    }

    private bool IsDue(ulong address) => _unsettled.TryGetValue(address, out (long List, bool WasYoung) asked) && (asked.List != _list || (asked.WasYoung && IsOld));

    private bool IsOld => !IsRecorded && Stopwatch.GetElapsedTime(_readAt) >= LeastAge;

    private SymbolFrame Find(ulong address)
    {
        if (_symbols is null && _fault is null)
            Read();
        if (_symbols is null)
            return new SymbolFrame(address, FrameKind.Unknown, null) { Reason = _faultReason, Explanation = _fault };
        bool wasOld = IsOld;
        bool isFound = TryFind(address, out KernelSymbol symbol);
        if (!isFound && wasOld)
        {
            Read();
            isFound = TryFind(address, out symbol);
        }

        if (!isFound)
        {
            if (!IsRecorded)
                _unsettled[address] = (_list, !wasOld);
            return new SymbolFrame(address, FrameKind.Unknown, null) { Reason = UnknownReason.NotMapped };
        }

        _unsettled.Remove(address);
        return symbol.Module == KernelCodeBounds.BpfModule ? FromProgram(address, symbol) : FromKernel(address, symbol);
    }

    // The list has no sizes: behind the last function of a module or program it would name whatever was loaded there since.
    private bool TryFind(ulong address, out KernelSymbol symbol) =>
        _symbols!.TryFind(address, out symbol) && (symbol.Module is null || (_bounds ??= KernelCodeBounds.Read(_kernel)).AreOne(symbol, address));

    // The list has the name that the kernel itself prints; files add lines and inlined calls.
    private SymbolFrame FromKernel(ulong address, KernelSymbol symbol)
    {
        KernelLines? lines = LinesOf(symbol.Module);
        ReadOnlySpan<DwarfFrame> functions = lines is null ? default : lines.Find(address);
        DwarfFrame outermost = functions.IsEmpty ? default : functions[^1];
        return new SymbolFrame(address, FrameKind.Kernel, symbol.Module)
        {
            Name = symbol.Name,
            Offset = address - symbol.Address,
            File = outermost.File,
            Line = outermost.Line,
            Column = outermost.Column,
            Inlined = InlinedFunction.Of(functions),
        };
    }

    private KernelLines? LinesOf(string? module)
    {
        string key = module ?? "";
        if (!_lines.TryGetValue(key, out KernelLines? lines))
        {
            ModuleOptions options = _options.ToModuleOptions();
            lines = module is null
                ? KernelImage.TryOpenLines(_symbols!, _kernel, _options.DebugFolders, options)
                : KernelModuleFile.TryOpenLines(module, _kernel, _options.DebugFolders, options);
            _lines.Add(key, lines);
        }

        return lines;
    }

    // A module that was loaded again lies elsewhere; the kernel stays where it is.
    private void ForgetModules()
    {
        foreach (string module in _lines.Keys.Where(key => key.Length > 0).ToArray())
        {
            _lines.Remove(module, out KernelLines? lines);
            lines?.Dispose();
        }
    }

    private void Read()
    {
        try
        {
            _symbols = _reading is null ? _read() : _reading.GetAwaiter().GetResult();
            _bounds = null;
            _list++;
            ForgetModules();
        }
        catch (KernelException e)
        {
            _fault = e.Message;
            _faultReason = e.Errno switch
            {
                Errno.EPERM or Errno.EACCES => UnknownReason.KernelAddressesHidden,
                Errno.ENOENT => UnknownReason.NoSymbols,
                _ => UnknownReason.UnreadableFile,
            };
        }

        _reading = null;
        _readAt = Stopwatch.GetTimestamp();
    }

    // bpf_prog_6deef7357e7b4530_handle_exec: the tag tells two programs of one name apart, readers want the name.
    private SymbolFrame FromProgram(ulong address, KernelSymbol symbol)
    {
        string raw = symbol.Name;
        bool hasName = raw.StartsWith(KernelCodeBounds.BpfPrefix, StringComparison.Ordinal) && raw.Length > KernelCodeBounds.BpfPrefix.Length + TagLength + 1
            && raw[KernelCodeBounds.BpfPrefix.Length + TagLength] == '_';
        BtfLine? line = FindLine(address);
        return new SymbolFrame(address, FrameKind.BpfProgram, KernelCodeBounds.BpfModule)
        {
            Name = hasName ? raw[(KernelCodeBounds.BpfPrefix.Length + TagLength + 1)..] : raw,
            RawName = raw,
            Offset = address - symbol.Address,
            File = line?.FileName,
            Line = line?.Line ?? 0,
            Column = line?.Column ?? 0,
        };
    }

    private BtfLine? FindLine(ulong address)
    {
        foreach (BpfCompiledProgram program in _bounds!.Programs)
        {
            ReadOnlySpan<byte> record = program.FindLine(address);
            if (!record.IsEmpty && Types(program.BtfId) is { } types)
                return BtfLine.Read(types, record);
        }

        return null;
    }

    private Btf? Types(uint id)
    {
        if (!_types.TryGetValue(id, out Btf? types))
            _types.Add(id, types = BpfCompiledPrograms.TryReadBtf(id) is { } bytes ? Btf.Parse(bytes) : null);
        return types;
    }
}
