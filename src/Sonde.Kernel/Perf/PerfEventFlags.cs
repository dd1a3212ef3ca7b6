namespace Sonde.Kernel;

/// <summary>The one-bit fields of <c>struct perf_event_attr</c>, in their order.</summary>
[Flags]
public enum PerfEventFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>disabled</c>: the event starts switched off.</summary>
    Disabled = 1UL << 0,

    /// <summary><c>inherit</c>: children of the task are counted too.</summary>
    Inherit = 1UL << 1,

    /// <summary><c>pinned</c>: always on the PMU, or in error.</summary>
    Pinned = 1UL << 2,

    /// <summary><c>exclusive</c>: no other group on the PMU meanwhile.</summary>
    Exclusive = 1UL << 3,

    /// <summary><c>exclude_user</c>.</summary>
    ExcludeUser = 1UL << 4,

    /// <summary><c>exclude_kernel</c>.</summary>
    ExcludeKernel = 1UL << 5,

    /// <summary><c>exclude_hv</c>.</summary>
    ExcludeHypervisor = 1UL << 6,

    /// <summary><c>exclude_idle</c>.</summary>
    ExcludeIdle = 1UL << 7,

    /// <summary><c>mmap</c>: records of executable mappings.</summary>
    Mappings = 1UL << 8,

    /// <summary><c>comm</c>: records of process names.</summary>
    Names = 1UL << 9,

    /// <summary><c>freq</c>: the period is a frequency in hertz.</summary>
    Frequency = 1UL << 10,

    /// <summary><c>inherit_stat</c>.</summary>
    InheritStatistics = 1UL << 11,

    /// <summary><c>enable_on_exec</c>: the next exec switches it on.</summary>
    EnableOnExec = 1UL << 12,

    /// <summary><c>task</c>: records of forks and exits.</summary>
    Tasks = 1UL << 13,

    /// <summary><c>watermark</c>: wake-ups count bytes, not events.</summary>
    Watermark = 1UL << 14,

    /// <summary>The low bit of <c>precise_ip</c>.</summary>
    PreciseLow = 1UL << 15,

    /// <summary>The high bit of <c>precise_ip</c>.</summary>
    PreciseHigh = 1UL << 16,

    /// <summary><c>mmap_data</c>: records of other mappings too.</summary>
    DataMappings = 1UL << 17,

    /// <summary><c>sample_id_all</c>: every record ends with the identity fields of a sample.</summary>
    SampleIdAll = 1UL << 18,

    /// <summary><c>exclude_host</c>.</summary>
    ExcludeHost = 1UL << 19,

    /// <summary><c>exclude_guest</c>.</summary>
    ExcludeGuest = 1UL << 20,

    /// <summary><c>exclude_callchain_kernel</c>.</summary>
    ExcludeKernelCallChain = 1UL << 21,

    /// <summary><c>exclude_callchain_user</c>.</summary>
    ExcludeUserCallChain = 1UL << 22,

    /// <summary><c>mmap2</c>: records of mappings with their inode or build id.</summary>
    Mappings2 = 1UL << 23,

    /// <summary><c>comm_exec</c>: a record of a name says whether an exec made it.</summary>
    ExecNames = 1UL << 24,

    /// <summary><c>use_clockid</c>: times are of <see cref="PerfEventAttributes.ClockId"/>.</summary>
    UseClockId = 1UL << 25,

    /// <summary><c>context_switch</c>: records of switches.</summary>
    ContextSwitches = 1UL << 26,

    /// <summary><c>write_backward</c>: the ring is written from its end to its start and overwritten.</summary>
    WriteBackward = 1UL << 27,

    /// <summary><c>namespaces</c>: records of namespaces.</summary>
    Namespaces = 1UL << 28,

    /// <summary><c>ksymbol</c>: records of kernel symbols that come and go.</summary>
    KernelSymbols = 1UL << 29,

    /// <summary><c>bpf_event</c>: records of BPF programs that come and go.</summary>
    BpfEvents = 1UL << 30,

    /// <summary><c>aux_output</c>.</summary>
    AuxOutput = 1UL << 31,

    /// <summary><c>cgroup</c>: records of cgroups.</summary>
    Cgroups = 1UL << 32,

    /// <summary><c>text_poke</c>: records of changes of kernel code.</summary>
    TextPokes = 1UL << 33,

    /// <summary><c>build_id</c>: mappings carry their build id, kernel 5.12.</summary>
    BuildIds = 1UL << 34,

    /// <summary><c>inherit_thread</c>: only threads inherit, kernel 5.13.</summary>
    InheritThreads = 1UL << 35,

    /// <summary><c>remove_on_exec</c>, kernel 5.13.</summary>
    RemoveOnExec = 1UL << 36,

    /// <summary><c>sigtrap</c>, kernel 5.13.</summary>
    SignalTrap = 1UL << 37,

    /// <summary><c>defer_callchain</c>: user call chains come in a record of their own, kernel 6.19.</summary>
    DeferCallChain = 1UL << 38,

    /// <summary><c>defer_output</c>, kernel 6.19.</summary>
    DeferOutput = 1UL << 39,
}
