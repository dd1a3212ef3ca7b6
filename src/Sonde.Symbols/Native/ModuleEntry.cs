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

    public NativeModule? Module { get; }

    public UnknownReason Fault { get; }

    public string? Explanation { get; }

    /// <summary>Which file it is; null where there is none, or it is memory.</summary>
    public FileStatus? Status { get; init; }

    /// <summary>When it was last asked, by the cache's count.</summary>
    public long LastUse { get; set; }

    public SymbolFrame Name(ulong address, ulong fileOffset, FrameKind kind, string module)
    {
        if (Module is null)
            return new SymbolFrame(address, FrameKind.Unknown, module) { Reason = Fault, Explanation = Explanation };
        return Module.TryGetAddress(fileOffset, out ulong addressInFile)
            ? Module.Name(address, addressInFile, kind, module)
            : new SymbolFrame(address, FrameKind.Unknown, module) { Reason = UnknownReason.BetweenSymbols };
    }
}
