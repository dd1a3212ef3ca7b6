namespace Sonde.Kernel;

/// <summary>Marks in callchains: entries that are no address but say of which kind those after them are (PERF_CONTEXT_*).</summary>
public static class PerfContext
{
    // PERF_CONTEXT_MAX.
    private const ulong FirstMark = unchecked((ulong)-4095L);

    /// <summary>Whether an entry of a callchain is a mark.</summary>
    /// <param name="entry">The entry.</param>
    public static bool IsMark(ulong entry) => entry >= FirstMark;
}
