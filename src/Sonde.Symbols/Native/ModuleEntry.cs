using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>A file that code is mapped from: what is known of it, or why nothing is.</summary>
internal sealed class ModuleEntry
{
    public ModuleEntry(NativeModule module) => Module = module;

    public ModuleEntry(UnknownReason fault, string? explanation)
    {
        Fault = fault;
        Explanation = explanation;
    }

    /// <summary>A file that could not be read.</summary>
    /// <param name="fault">What that made its readers throw.</param>
    public ModuleEntry(Exception fault)
        : this(ReasonOf(fault), fault.Message)
    {
    }

    public NativeModule? Module { get; }

    public UnknownReason Fault { get; }

    public string? Explanation { get; }

    /// <summary>Which file it is; null where there is none, or it is memory.</summary>
    public FileStatus? Status { get; init; }

    /// <summary>When it was last asked, by the cache's count.</summary>
    public long LastUse { get; set; }

    /// <summary>Is told of each name that was asked for: the module has grown by what was read for it.</summary>
    public Action<ModuleEntry>? Used { get; init; }

    public SymbolFrame Name(ulong address, ulong fileOffset, FrameKind kind, string module)
    {
        if (Module is null)
            return new SymbolFrame(address, FrameKind.Unknown, module) { Reason = Fault, Explanation = Explanation };
        return Module.TryGetAddress(fileOffset, out ulong addressInFile)
            ? NameAt(address, addressInFile, kind, module)
            : new SymbolFrame(address, FrameKind.Unknown, module) { Reason = UnknownReason.BetweenSymbols };
    }

    /// <summary>Names the code at an address as the file numbers it, of a file that was read.</summary>
    public SymbolFrame NameAt(ulong address, ulong addressInFile, FrameKind kind, string module)
    {
        SymbolFrame frame = Module!.Name(address, addressInFile, kind, module);
        Used?.Invoke(this);
        return frame;
    }

    private static UnknownReason ReasonOf(Exception fault) => fault switch
    {
        UnauthorizedAccessException or KernelException { Errno: Errno.EPERM or Errno.EACCES } => UnknownReason.NoPermission,
        KernelException { Errno: Errno.ENOENT or Errno.ENOTDIR } => UnknownReason.FileGone,
        _ => UnknownReason.UnreadableFile,
    };
}
