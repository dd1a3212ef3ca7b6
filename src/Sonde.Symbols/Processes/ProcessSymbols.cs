using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The code of one process by address. What was named stays named when the process has ended.</summary>
internal sealed class ProcessSymbols
{
    private const string Vdso = "[vdso]";

    private readonly int _pid;
    private readonly ModuleCache _modules;
    private readonly Dictionary<ulong, SymbolFrame> _frames = [];
    private ProcessMaps? _maps;
    private ManagedMethods? _managed;
    private PerfMap? _perfMap;
    private bool _askedRuntime;

    public ProcessSymbols(int pid, ModuleCache modules)
    {
        _pid = pid;
        _modules = modules;
        _maps = ReadMaps();
    }

    public SymbolFrame Resolve(ulong address)
    {
        if (_frames.TryGetValue(address, out SymbolFrame? frame))
            return frame;
        frame = Find(address);
        // Code that was loaded since: the old frames keep their names.
        if (frame.Reason == UnknownReason.NotMapped && ReadMaps() is { } maps)
        {
            _maps = maps;
            frame = Find(address);
        }

        _frames.Add(address, frame);
        return frame;
    }

    private SymbolFrame Find(ulong address)
    {
        if (_maps is null)
            return Unknown(address, null, UnknownReason.ProcessGone);
        if (_maps.Find(address) is not { } mapping)
            return Unknown(address, null, UnknownReason.NotMapped);
        if (mapping.Name == Vdso)
            return FromModule(address, mapping, _modules.Vdso, FrameKind.Vdso);
        // ReadyToRun code is mapped from .dll files, whose pages are not always executable in the file's own mapping.
        bool isAssembly = mapping.Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        if (!mapping.IsExecutable && !isAssembly)
            return Unknown(address, mapping.Name, UnknownReason.NotCode);
        return mapping.IsFile && !isAssembly && !IsCompiledCode(mapping)
            ? FromModule(address, mapping, _modules.Get(_pid, mapping), FrameKind.Native)
            : FromRuntime(address, isAssembly ? mapping.Name : null);
    }

    // .NET maps what it compiles from a memory file, so that it can be written at one address and run at another.
    private static bool IsCompiledCode(ProcessMapping mapping) => mapping.Name.StartsWith("/memfd:", StringComparison.Ordinal);

    private static SymbolFrame FromModule(ulong address, ProcessMapping mapping, NativeModule module, FrameKind kind)
    {
        UnknownReason reason = module.Find(mapping.ToFileOffset(address), out NativeSymbol symbol, out ulong offset);
        return reason == UnknownReason.None
            ? new SymbolFrame(address, kind, mapping.Name) { Name = symbol.Name, Offset = offset }
            : new SymbolFrame(address, kind, mapping.Name) { Reason = reason };
    }

    private SymbolFrame FromRuntime(ulong address, string? module)
    {
        AskRuntime();
        if (_managed?.Find(address) is { } method)
        {
            return new SymbolFrame(address, FrameKind.Managed, module)
            {
                Name = method.Name,
                Offset = address - method.Start,
                Tier = method.Tier,
            };
        }

        if (_perfMap is not null && _perfMap.TryFind(address, out JitSymbol symbol))
            return new SymbolFrame(address, FrameKind.Jit, module) { Name = symbol.Name, Offset = address - symbol.Start };
        return Unknown(address, module, UnknownReason.JitWithoutNames);
    }

    private void AskRuntime()
    {
        if (_askedRuntime)
            return;
        _askedRuntime = true;
        try
        {
            if (DotNetProcess.IsRunning(_pid))
                _managed = DotNetProcess.ReadMethods(_pid);
        }
        catch (IOException)
        {
            // A perf map may know the names.
        }

        _perfMap = PerfMapFile.TryRead(_pid);
    }

    private ProcessMaps? ReadMaps()
    {
        try
        {
            return ProcessMaps.Read(_pid);
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private static SymbolFrame Unknown(ulong address, string? module, UnknownReason reason) =>
        new(address, FrameKind.Unknown, module) { Reason = reason };
}
