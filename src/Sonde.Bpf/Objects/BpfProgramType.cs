namespace Sonde.Bpf;

/// <summary>The type of a BPF program (<c>enum bpf_prog_type</c>). Numbers that are not listed are still valid values.</summary>
public enum BpfProgramType
{
    /// <summary>No type.</summary>
    Unspecified = 0,

    /// <summary>BPF_PROG_TYPE_SOCKET_FILTER, since 3.19.</summary>
    SocketFilter = 1,

    /// <summary>BPF_PROG_TYPE_KPROBE, since 4.1: kprobes and uprobes.</summary>
    Kprobe = 2,

    /// <summary>BPF_PROG_TYPE_SCHED_CLS, since 4.1: tc and tcx classifiers.</summary>
    TrafficClassifier = 3,

    /// <summary>BPF_PROG_TYPE_SCHED_ACT, since 4.1: tc actions.</summary>
    TrafficAction = 4,

    /// <summary>BPF_PROG_TYPE_TRACEPOINT, since 4.7.</summary>
    Tracepoint = 5,

    /// <summary>BPF_PROG_TYPE_XDP, since 4.8.</summary>
    Xdp = 6,

    /// <summary>BPF_PROG_TYPE_PERF_EVENT, since 4.9.</summary>
    PerfEvent = 7,

    /// <summary>BPF_PROG_TYPE_CGROUP_SKB, since 4.10: packets of a cgroup.</summary>
    CgroupSkb = 8,

    /// <summary>BPF_PROG_TYPE_CGROUP_SOCK, since 4.10: sockets of a cgroup.</summary>
    CgroupSocket = 9,

    /// <summary>BPF_PROG_TYPE_LWT_IN, since 4.10: lightweight tunnels, packets coming in.</summary>
    LwtIn = 10,

    /// <summary>BPF_PROG_TYPE_LWT_OUT, since 4.10: lightweight tunnels, packets going out.</summary>
    LwtOut = 11,

    /// <summary>BPF_PROG_TYPE_LWT_XMIT, since 4.10: lightweight tunnels, packets being sent.</summary>
    LwtTransmit = 12,

    /// <summary>BPF_PROG_TYPE_SOCK_OPS, since 4.13: events of TCP connections.</summary>
    SocketOperations = 13,

    /// <summary>BPF_PROG_TYPE_SK_SKB, since 4.14: packets of sockets in a socket map.</summary>
    SocketSkb = 14,

    /// <summary>BPF_PROG_TYPE_CGROUP_DEVICE, since 4.15: use of devices by a cgroup.</summary>
    CgroupDevice = 15,

    /// <summary>BPF_PROG_TYPE_SK_MSG, since 4.17: messages of sockets in a socket map.</summary>
    SocketMessage = 16,

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT, since 4.17.</summary>
    RawTracepoint = 17,

    /// <summary>BPF_PROG_TYPE_CGROUP_SOCK_ADDR, since 4.17: bind, connect and their like in a cgroup.</summary>
    CgroupSocketAddress = 18,

    /// <summary>BPF_PROG_TYPE_LWT_SEG6LOCAL, since 4.18: lightweight tunnels, IPv6 segment routing.</summary>
    LwtSeg6Local = 19,

    /// <summary>BPF_PROG_TYPE_LIRC_MODE2, since 4.18: infrared receivers.</summary>
    LircMode2 = 20,

    /// <summary>BPF_PROG_TYPE_SK_REUSEPORT, since 4.19: choice among sockets of one port.</summary>
    SocketReusePort = 21,

    /// <summary>BPF_PROG_TYPE_FLOW_DISSECTOR, since 4.20.</summary>
    FlowDissector = 22,

    /// <summary>BPF_PROG_TYPE_CGROUP_SYSCTL, since 5.2: sysctls of a cgroup.</summary>
    CgroupSysctl = 23,

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, since 5.2.</summary>
    RawTracepointWritable = 24,

    /// <summary>BPF_PROG_TYPE_CGROUP_SOCKOPT, since 5.3: socket options in a cgroup.</summary>
    CgroupSocketOption = 25,

    /// <summary>BPF_PROG_TYPE_TRACING, since 5.5: fentry, fexit, tp_btf, iterators.</summary>
    Tracing = 26,

    /// <summary>BPF_PROG_TYPE_STRUCT_OPS, since 5.6: functions of a table that the kernel calls.</summary>
    StructOps = 27,

    /// <summary>BPF_PROG_TYPE_EXT, since 5.6: replaces a function of another program (freplace).</summary>
    Extension = 28,

    /// <summary>BPF_PROG_TYPE_LSM, since 5.7: security hooks.</summary>
    Lsm = 29,

    /// <summary>BPF_PROG_TYPE_SK_LOOKUP, since 5.9: choice of the socket for a connection.</summary>
    SocketLookup = 30,

    /// <summary>BPF_PROG_TYPE_SYSCALL, since 5.14: run by a test run, may make bpf(2) calls.</summary>
    Syscall = 31,

    /// <summary>BPF_PROG_TYPE_NETFILTER, since 6.4.</summary>
    Netfilter = 32,
}
