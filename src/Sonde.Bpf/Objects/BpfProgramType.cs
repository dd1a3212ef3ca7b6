namespace Sonde.Bpf;

/// <summary>The type of a BPF program (<c>enum bpf_prog_type</c>). Numbers that are not listed are still valid values.</summary>
public enum BpfProgramType
{
    /// <summary>No type.</summary>
    Unspecified = 0,

    /// <summary>BPF_PROG_TYPE_SOCKET_FILTER.</summary>
    SocketFilter = 1,

    /// <summary>BPF_PROG_TYPE_KPROBE: kprobes and uprobes.</summary>
    Kprobe = 2,

    /// <summary>BPF_PROG_TYPE_TRACEPOINT.</summary>
    Tracepoint = 5,

    /// <summary>BPF_PROG_TYPE_XDP.</summary>
    Xdp = 6,

    /// <summary>BPF_PROG_TYPE_PERF_EVENT.</summary>
    PerfEvent = 7,

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT.</summary>
    RawTracepoint = 17,

    /// <summary>BPF_PROG_TYPE_TRACING: fentry, fexit, tp_btf, iterators.</summary>
    Tracing = 26,
}
