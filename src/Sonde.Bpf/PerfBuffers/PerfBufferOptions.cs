using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>How the buffers of a perf event array are made.</summary>
public sealed record PerfBufferOptions
{
    /// <summary>Pages for the records of each CPU, a power of two; 64 unless set.</summary>
    public int PagesPerCpu { get; init; } = 64;

    /// <summary>The CPUs that get a buffer; null for those that are online. On the others <c>bpf_perf_event_output</c> fails with ENOENT.</summary>
    public CpuSet? Cpus { get; init; }

    /// <summary>
    /// How many bytes must wait in a CPU's buffer before the kernel wakes the reader up; 0, the default, for each record. Records below
    /// the mark are found by <see cref="ReadPace.IdleInterval"/> at the latest.
    /// </summary>
    public int WakeupBytes { get; init; }
}
