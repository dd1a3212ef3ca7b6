using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>What a callchain has besides addresses.</summary>
public static class PerfCallChain
{
    /// <summary>Whether an entry is no address but says of which kind those after it are (PERF_CONTEXT_*).</summary>
    /// <param name="entry">An entry of <see cref="PerfSample.CallChain"/>.</param>
    public static bool IsMark(ulong entry) => PerfContext.IsMark(entry);
}
