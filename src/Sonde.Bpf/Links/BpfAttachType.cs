namespace Sonde.Bpf;

/// <summary>Where a program attaches (<c>enum bpf_attach_type</c>). Numbers that are not listed are still valid values.</summary>
public enum BpfAttachType : uint
{
    /// <summary>BPF_CGROUP_INET_INGRESS, since 4.10.</summary>
    CgroupInetIngress = 0,

    /// <summary>BPF_CGROUP_INET_EGRESS, since 4.10.</summary>
    CgroupInetEgress = 1,

    /// <summary>BPF_CGROUP_INET_SOCK_CREATE, since 4.10.</summary>
    CgroupInetSocketCreate = 2,

    /// <summary>BPF_CGROUP_SOCK_OPS, since 4.13.</summary>
    CgroupSocketOperations = 3,

    /// <summary>BPF_SK_SKB_STREAM_PARSER, since 4.14.</summary>
    SocketSkbStreamParser = 4,

    /// <summary>BPF_SK_SKB_STREAM_VERDICT, since 4.14.</summary>
    SocketSkbStreamVerdict = 5,

    /// <summary>BPF_CGROUP_DEVICE, since 4.15.</summary>
    CgroupDevice = 6,

    /// <summary>BPF_SK_MSG_VERDICT, since 4.17.</summary>
    SocketMessageVerdict = 7,

    /// <summary>BPF_CGROUP_INET4_BIND, since 4.17.</summary>
    CgroupInet4Bind = 8,

    /// <summary>BPF_CGROUP_INET6_BIND, since 4.17.</summary>
    CgroupInet6Bind = 9,

    /// <summary>BPF_CGROUP_INET4_CONNECT, since 4.17.</summary>
    CgroupInet4Connect = 10,

    /// <summary>BPF_CGROUP_INET6_CONNECT, since 4.17.</summary>
    CgroupInet6Connect = 11,

    /// <summary>BPF_CGROUP_INET4_POST_BIND, since 4.17.</summary>
    CgroupInet4PostBind = 12,

    /// <summary>BPF_CGROUP_INET6_POST_BIND, since 4.17.</summary>
    CgroupInet6PostBind = 13,

    /// <summary>BPF_CGROUP_UDP4_SENDMSG, since 4.18.</summary>
    CgroupUdp4SendMessage = 14,

    /// <summary>BPF_CGROUP_UDP6_SENDMSG, since 4.18.</summary>
    CgroupUdp6SendMessage = 15,

    /// <summary>BPF_LIRC_MODE2, since 4.18.</summary>
    LircMode2 = 16,

    /// <summary>BPF_FLOW_DISSECTOR, since 4.20.</summary>
    FlowDissector = 17,

    /// <summary>BPF_CGROUP_SYSCTL, since 5.2.</summary>
    CgroupSysctl = 18,

    /// <summary>BPF_CGROUP_UDP4_RECVMSG, since 5.2.</summary>
    CgroupUdp4ReceiveMessage = 19,

    /// <summary>BPF_CGROUP_UDP6_RECVMSG, since 5.2.</summary>
    CgroupUdp6ReceiveMessage = 20,

    /// <summary>BPF_CGROUP_GETSOCKOPT, since 5.3.</summary>
    CgroupGetSocketOption = 21,

    /// <summary>BPF_CGROUP_SETSOCKOPT, since 5.3.</summary>
    CgroupSetSocketOption = 22,

    /// <summary>BPF_TRACE_RAW_TP, since 5.5: tp_btf.</summary>
    TraceRawTracepoint = 23,

    /// <summary>BPF_TRACE_FENTRY, since 5.5.</summary>
    TraceFentry = 24,

    /// <summary>BPF_TRACE_FEXIT, since 5.5.</summary>
    TraceFexit = 25,

    /// <summary>BPF_MODIFY_RETURN, since 5.7: fmod_ret.</summary>
    ModifyReturn = 26,

    /// <summary>BPF_LSM_MAC, since 5.7.</summary>
    LsmMac = 27,

    /// <summary>BPF_TRACE_ITER, since 5.8.</summary>
    TraceIterator = 28,

    /// <summary>BPF_CGROUP_INET4_GETPEERNAME, since 5.8.</summary>
    CgroupInet4GetPeerName = 29,

    /// <summary>BPF_CGROUP_INET6_GETPEERNAME, since 5.8.</summary>
    CgroupInet6GetPeerName = 30,

    /// <summary>BPF_CGROUP_INET4_GETSOCKNAME, since 5.8.</summary>
    CgroupInet4GetSocketName = 31,

    /// <summary>BPF_CGROUP_INET6_GETSOCKNAME, since 5.8.</summary>
    CgroupInet6GetSocketName = 32,

    /// <summary>BPF_XDP_DEVMAP, since 5.8.</summary>
    XdpDeviceMap = 33,

    /// <summary>BPF_CGROUP_INET_SOCK_RELEASE, since 5.9.</summary>
    CgroupInetSocketRelease = 34,

    /// <summary>BPF_XDP_CPUMAP, since 5.9.</summary>
    XdpCpuMap = 35,

    /// <summary>BPF_SK_LOOKUP, since 5.9.</summary>
    SocketLookup = 36,

    /// <summary>BPF_XDP, since 5.9.</summary>
    Xdp = 37,

    /// <summary>BPF_SK_SKB_VERDICT, since 5.13.</summary>
    SocketSkbVerdict = 38,

    /// <summary>BPF_SK_REUSEPORT_SELECT, since 5.14.</summary>
    SocketReusePortSelect = 39,

    /// <summary>BPF_SK_REUSEPORT_SELECT_OR_MIGRATE, since 5.14.</summary>
    SocketReusePortSelectOrMigrate = 40,

    /// <summary>BPF_PERF_EVENT, since 5.15.</summary>
    PerfEvent = 41,

    /// <summary>BPF_TRACE_KPROBE_MULTI, since 5.18.</summary>
    TraceKprobeMulti = 42,

    /// <summary>BPF_LSM_CGROUP, since 6.0.</summary>
    LsmCgroup = 43,

    /// <summary>BPF_STRUCT_OPS, since 6.4.</summary>
    StructOps = 44,

    /// <summary>BPF_NETFILTER, since 6.4.</summary>
    Netfilter = 45,

    /// <summary>BPF_TCX_INGRESS, since 6.6.</summary>
    TcxIngress = 46,

    /// <summary>BPF_TCX_EGRESS, since 6.6.</summary>
    TcxEgress = 47,

    /// <summary>BPF_TRACE_UPROBE_MULTI, since 6.6.</summary>
    TraceUprobeMulti = 48,

    /// <summary>BPF_CGROUP_UNIX_CONNECT, since 6.7.</summary>
    CgroupUnixConnect = 49,

    /// <summary>BPF_CGROUP_UNIX_SENDMSG, since 6.7.</summary>
    CgroupUnixSendMessage = 50,

    /// <summary>BPF_CGROUP_UNIX_RECVMSG, since 6.7.</summary>
    CgroupUnixReceiveMessage = 51,

    /// <summary>BPF_CGROUP_UNIX_GETPEERNAME, since 6.7.</summary>
    CgroupUnixGetPeerName = 52,

    /// <summary>BPF_CGROUP_UNIX_GETSOCKNAME, since 6.7.</summary>
    CgroupUnixGetSocketName = 53,

    /// <summary>BPF_NETKIT_PRIMARY, since 6.7.</summary>
    NetkitPrimary = 54,

    /// <summary>BPF_NETKIT_PEER, since 6.7.</summary>
    NetkitPeer = 55,

    /// <summary>BPF_TRACE_KPROBE_SESSION, since 6.10.</summary>
    TraceKprobeSession = 56,

    /// <summary>BPF_TRACE_UPROBE_SESSION, since 6.13.</summary>
    TraceUprobeSession = 57,

    /// <summary>BPF_TRACE_FSESSION, since 7.0: entry and return of a function by one program.</summary>
    TraceFsession = 58,

    /// <summary>BPF_TRACE_FENTRY_MULTI, since 7.2: fentry on many functions.</summary>
    TraceFentryMulti = 59,

    /// <summary>BPF_TRACE_FEXIT_MULTI, since 7.2: fexit on many functions.</summary>
    TraceFexitMulti = 60,

    /// <summary>BPF_TRACE_FSESSION_MULTI, since 7.2: fsession on many functions.</summary>
    TraceFsessionMulti = 61,
}
