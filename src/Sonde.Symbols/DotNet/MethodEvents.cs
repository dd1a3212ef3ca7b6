namespace Sonde.Symbols;

/// <summary>Reads the events in which the runtime tells of a method's code.</summary>
internal static class MethodEvents
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const string Rundown = "Microsoft-Windows-DotNETRuntimeRundown";
    private const int MethodLoadVerbose = 143;
    private const int MethodUnloadVerbose = 144;
    private const int MethodEndVerbose = 144;

    // Names of types with types as their arguments are long; what is longer than this no compiler made.
    private const int MaxName = 1 << 14;

    private const uint Dynamic = 1 << 0;
    private const uint Jitted = 1 << 3;
    private const int TierShift = 7;
    private const uint TierMask = 7;

    /// <summary>The method that a runtime tells of when it is loaded or unloaded, or when all methods are listed; null for any other event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="kind">What it tells.</param>
    /// <exception cref="NetTraceFormatException">The event is cut short.</exception>
    public static ManagedMethod? TryRead(in NetTraceEvent e, out MethodEventKind kind)
    {
        kind = e.Type.Provider == Rundown ? MethodEventKind.Listed
            : e.Type.Id == MethodUnloadVerbose ? MethodEventKind.Unload
            : MethodEventKind.Load;
        bool isMethod = e.Type is { Provider: Runtime, Id: MethodLoadVerbose or MethodUnloadVerbose } or { Provider: Rundown, Id: MethodLoadVerbose or MethodEndVerbose };
        if (!isMethod)
            return null;
        var reader = new SpanReader(e.Payload);
        reader.Skip(8 + 8); // Ids of method and module.
        ulong start = reader.UInt64();
        uint size = reader.UInt32();
        reader.Skip(4); // Token.
        uint flags = reader.UInt32();
        string type = reader.Utf16(MaxName);
        string name = reader.Utf16(MaxName);
        string signature = reader.Utf16(MaxName);
        return size == 0 ? null : new ManagedMethod(start, size, type, name, signature, TierOf(flags), (flags & Dynamic) != 0);
    }

    private static CodeTier TierOf(uint flags)
    {
        if ((flags & Jitted) == 0)
            return CodeTier.ReadyToRun;
        return (flags >> TierShift & TierMask) switch
        {
            1 => CodeTier.MinimallyOptimized,
            2 => CodeTier.Optimized,
            3 => CodeTier.Tier0,
            4 => CodeTier.Tier1,
            5 => CodeTier.Tier1OnStackReplacement,
            6 => CodeTier.Tier0Instrumented,
            7 => CodeTier.Tier1Instrumented,
            _ => CodeTier.Unknown,
        };
    }
}
