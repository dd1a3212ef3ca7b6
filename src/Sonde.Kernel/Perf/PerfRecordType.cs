namespace Sonde.Kernel;

/// <summary>
/// The type of a record in a perf ring (<c>enum perf_event_type</c>) or, from 64 on, of one that perf writes into its files itself
/// (<c>enum perf_user_event_type</c>). Others are still valid values.
/// </summary>
public enum PerfRecordType : uint
{
    /// <summary>PERF_RECORD_MMAP: an executable mapping.</summary>
    Mapping = 1,

    /// <summary>PERF_RECORD_LOST: how many records found the ring full.</summary>
    Lost = 2,

    /// <summary>PERF_RECORD_COMM: a thread's new name.</summary>
    Name = 3,

    /// <summary>PERF_RECORD_EXIT.</summary>
    Exit = 4,

    /// <summary>PERF_RECORD_THROTTLE.</summary>
    Throttle = 5,

    /// <summary>PERF_RECORD_UNTHROTTLE.</summary>
    Unthrottle = 6,

    /// <summary>PERF_RECORD_FORK.</summary>
    Fork = 7,

    /// <summary>PERF_RECORD_READ.</summary>
    Read = 8,

    /// <summary>PERF_RECORD_SAMPLE.</summary>
    Sample = 9,

    /// <summary>PERF_RECORD_MMAP2: a mapping with its inode or build id.</summary>
    Mapping2 = 10,

    /// <summary>PERF_RECORD_AUX.</summary>
    Aux = 11,

    /// <summary>PERF_RECORD_ITRACE_START.</summary>
    InstructionTraceStart = 12,

    /// <summary>PERF_RECORD_LOST_SAMPLES.</summary>
    LostSamples = 13,

    /// <summary>PERF_RECORD_SWITCH.</summary>
    Switch = 14,

    /// <summary>PERF_RECORD_SWITCH_CPU_WIDE.</summary>
    SwitchCpuWide = 15,

    /// <summary>PERF_RECORD_NAMESPACES.</summary>
    Namespaces = 16,

    /// <summary>PERF_RECORD_KSYMBOL: a function of the kernel that came or went.</summary>
    KernelSymbol = 17,

    /// <summary>PERF_RECORD_BPF_EVENT.</summary>
    BpfEvent = 18,

    /// <summary>PERF_RECORD_CGROUP.</summary>
    Cgroup = 19,

    /// <summary>PERF_RECORD_TEXT_POKE.</summary>
    TextPoke = 20,

    /// <summary>PERF_RECORD_AUX_OUTPUT_HW_ID.</summary>
    AuxOutputHardwareId = 21,

    /// <summary>PERF_RECORD_CALLCHAIN_DEFERRED.</summary>
    CallChainDeferred = 22,

    /// <summary>Of perf itself, PERF_RECORD_HEADER_ATTR: an event of a recording through a pipe.</summary>
    EventAttributes = 64,

    /// <summary>Of perf itself, PERF_RECORD_HEADER_EVENT_TYPE.</summary>
    EventType = 65,

    /// <summary>Of perf itself, PERF_RECORD_HEADER_TRACING_DATA: formats of tracepoints, which follow the record.</summary>
    TracingData = 66,

    /// <summary>Of perf itself, PERF_RECORD_HEADER_BUILD_ID.</summary>
    BuildId = 67,

    /// <summary>Of perf itself, PERF_RECORD_FINISHED_ROUND: all rings were read once.</summary>
    FinishedRound = 68,

    /// <summary>Of perf itself, PERF_RECORD_ID_INDEX.</summary>
    IdIndex = 69,

    /// <summary>Of perf itself, PERF_RECORD_AUXTRACE_INFO.</summary>
    AuxTraceInfo = 70,

    /// <summary>Of perf itself, PERF_RECORD_AUXTRACE: hardware traces, which follow the record.</summary>
    AuxTrace = 71,

    /// <summary>Of perf itself, PERF_RECORD_AUXTRACE_ERROR.</summary>
    AuxTraceError = 72,

    /// <summary>Of perf itself, PERF_RECORD_THREAD_MAP.</summary>
    ThreadMap = 73,

    /// <summary>Of perf itself, PERF_RECORD_CPU_MAP.</summary>
    CpuMap = 74,

    /// <summary>Of perf itself, PERF_RECORD_STAT_CONFIG.</summary>
    StatConfiguration = 75,

    /// <summary>Of perf itself, PERF_RECORD_STAT.</summary>
    Stat = 76,

    /// <summary>Of perf itself, PERF_RECORD_STAT_ROUND.</summary>
    StatRound = 77,

    /// <summary>Of perf itself, PERF_RECORD_EVENT_UPDATE.</summary>
    EventUpdate = 78,

    /// <summary>Of perf itself, PERF_RECORD_TIME_CONV.</summary>
    TimeConversion = 79,

    /// <summary>Of perf itself, PERF_RECORD_HEADER_FEATURE.</summary>
    Feature = 80,

    /// <summary>Of perf itself, PERF_RECORD_COMPRESSED: a piece of a zstd stream of records.</summary>
    Compressed = 81,

    /// <summary>Of perf itself, PERF_RECORD_FINISHED_INIT.</summary>
    FinishedInit = 82,

    /// <summary>Of perf itself, PERF_RECORD_COMPRESSED2: the same with its own size.</summary>
    Compressed2 = 83,
}
