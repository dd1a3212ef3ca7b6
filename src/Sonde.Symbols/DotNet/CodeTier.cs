namespace Sonde.Symbols;

/// <summary>How .NET made the code of a method.</summary>
public enum CodeTier
{
    /// <summary>The runtime did not say.</summary>
    Unknown,

    /// <summary>Compiled ahead of time, in the assembly's file.</summary>
    ReadyToRun,

    /// <summary>Compiled without optimisation because a debugger or an attribute asks for it.</summary>
    MinimallyOptimized,

    /// <summary>Compiled at once with optimisation: the method takes no part in tiering.</summary>
    Optimized,

    /// <summary>Tier 0, compiled quickly.</summary>
    Tier0,

    /// <summary>Tier 0 with counters for the next tier.</summary>
    Tier0Instrumented,

    /// <summary>Tier 1 with counters, for code that came ahead of time.</summary>
    Tier1Instrumented,

    /// <summary>Tier 1, optimised.</summary>
    Tier1,

    /// <summary>Tier 1, entered from within a running loop (on-stack replacement).</summary>
    Tier1OnStackReplacement,
}
