namespace Sonde.Bpf;

/// <summary>The type of a BPF link (<c>enum bpf_link_type</c>). Numbers that are not listed are still valid values.</summary>
public enum BpfLinkType
{
    /// <summary>No type.</summary>
    Unspecified = 0,

    /// <summary>BPF_LINK_TYPE_RAW_TRACEPOINT, since 5.7: also raw tracepoints with BTF that were opened by name.</summary>
    RawTracepoint = 1,

    /// <summary>BPF_LINK_TYPE_TRACING, since 5.7: fentry, fexit, fmod_ret, tp_btf, lsm, freplace.</summary>
    Tracing = 2,

    /// <summary>BPF_LINK_TYPE_CGROUP, since 5.7.</summary>
    Cgroup = 3,

    /// <summary>BPF_LINK_TYPE_ITER, since 5.8.</summary>
    Iterator = 4,

    /// <summary>BPF_LINK_TYPE_NETNS, since 5.8.</summary>
    NetworkNamespace = 5,

    /// <summary>BPF_LINK_TYPE_XDP, since 5.9.</summary>
    Xdp = 6,

    /// <summary>BPF_LINK_TYPE_PERF_EVENT, since 5.15: kprobes, uprobes, tracepoints and perf events.</summary>
    PerfEvent = 7,

    /// <summary>BPF_LINK_TYPE_KPROBE_MULTI, since 5.18.</summary>
    KprobeMulti = 8,

    /// <summary>BPF_LINK_TYPE_STRUCT_OPS, since 6.4.</summary>
    StructOps = 9,

    /// <summary>BPF_LINK_TYPE_NETFILTER, since 6.4.</summary>
    Netfilter = 10,

    /// <summary>BPF_LINK_TYPE_TCX, since 6.6.</summary>
    Tcx = 11,

    /// <summary>BPF_LINK_TYPE_UPROBE_MULTI, since 6.6.</summary>
    UprobeMulti = 12,

    /// <summary>BPF_LINK_TYPE_NETKIT, since 6.7.</summary>
    Netkit = 13,

    /// <summary>BPF_LINK_TYPE_SOCKMAP, since 6.10.</summary>
    SocketMap = 14,

    /// <summary>BPF_LINK_TYPE_TRACING_MULTI, since 7.2: fentry, fexit and fsession on many functions.</summary>
    TracingMulti = 15,
}
