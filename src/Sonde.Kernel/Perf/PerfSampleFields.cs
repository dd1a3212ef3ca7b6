namespace Sonde.Kernel;

/// <summary>What a sample holds (<c>enum perf_event_sample_format</c>).</summary>
[Flags]
public enum PerfSampleFields : ulong
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>PERF_SAMPLE_IP.</summary>
    InstructionPointer = 1UL << 0,

    /// <summary>PERF_SAMPLE_TID.</summary>
    ThreadId = 1UL << 1,

    /// <summary>PERF_SAMPLE_TIME.</summary>
    Time = 1UL << 2,

    /// <summary>PERF_SAMPLE_ADDR.</summary>
    Address = 1UL << 3,

    /// <summary>PERF_SAMPLE_READ.</summary>
    Read = 1UL << 4,

    /// <summary>PERF_SAMPLE_CALLCHAIN.</summary>
    CallChain = 1UL << 5,

    /// <summary>PERF_SAMPLE_ID.</summary>
    Id = 1UL << 6,

    /// <summary>PERF_SAMPLE_CPU.</summary>
    Cpu = 1UL << 7,

    /// <summary>PERF_SAMPLE_PERIOD.</summary>
    Period = 1UL << 8,

    /// <summary>PERF_SAMPLE_STREAM_ID.</summary>
    StreamId = 1UL << 9,

    /// <summary>PERF_SAMPLE_RAW.</summary>
    Raw = 1UL << 10,

    /// <summary>PERF_SAMPLE_BRANCH_STACK.</summary>
    BranchStack = 1UL << 11,

    /// <summary>PERF_SAMPLE_REGS_USER.</summary>
    UserRegisters = 1UL << 12,

    /// <summary>PERF_SAMPLE_STACK_USER.</summary>
    UserStack = 1UL << 13,

    /// <summary>PERF_SAMPLE_WEIGHT.</summary>
    Weight = 1UL << 14,

    /// <summary>PERF_SAMPLE_DATA_SRC.</summary>
    DataSource = 1UL << 15,

    /// <summary>PERF_SAMPLE_IDENTIFIER.</summary>
    Identifier = 1UL << 16,

    /// <summary>PERF_SAMPLE_TRANSACTION.</summary>
    Transaction = 1UL << 17,

    /// <summary>PERF_SAMPLE_REGS_INTR.</summary>
    InterruptRegisters = 1UL << 18,

    /// <summary>PERF_SAMPLE_PHYS_ADDR.</summary>
    PhysicalAddress = 1UL << 19,

    /// <summary>PERF_SAMPLE_AUX.</summary>
    Aux = 1UL << 20,

    /// <summary>PERF_SAMPLE_CGROUP.</summary>
    Cgroup = 1UL << 21,

    /// <summary>PERF_SAMPLE_DATA_PAGE_SIZE, kernel 5.11.</summary>
    DataPageSize = 1UL << 22,

    /// <summary>PERF_SAMPLE_CODE_PAGE_SIZE, kernel 5.11.</summary>
    CodePageSize = 1UL << 23,

    /// <summary>PERF_SAMPLE_WEIGHT_STRUCT, kernel 5.12.</summary>
    WeightStruct = 1UL << 24,
}
