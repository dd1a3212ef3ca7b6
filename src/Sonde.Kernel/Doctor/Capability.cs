namespace Sonde.Kernel;

/// <summary>Capabilities that observability asks for, by their numbers in the kernel.</summary>
public enum Capability
{
    /// <summary>CAP_DAC_OVERRIDE: read and write files of others, tracefs among them.</summary>
    DacOverride = 1,

    /// <summary>CAP_DAC_READ_SEARCH: read files of others; enough to attach to tracepoints by name.</summary>
    DacReadSearch = 2,

    /// <summary>CAP_NET_ADMIN: network programs.</summary>
    NetAdmin = 12,

    /// <summary>CAP_SYS_PTRACE: look into other processes.</summary>
    SysPtrace = 19,

    /// <summary>CAP_SYS_ADMIN: all of it on kernels before 5.8; iterating BPF objects on every kernel.</summary>
    SysAdmin = 21,

    /// <summary>CAP_SYS_RESOURCE: raise limits.</summary>
    SysResource = 24,

    /// <summary>CAP_SYSLOG: kernel addresses in <c>/proc/kallsyms</c>.</summary>
    Syslog = 34,

    /// <summary>CAP_PERFMON: perf events and tracing programs, since 5.8.</summary>
    PerfMon = 38,

    /// <summary>CAP_BPF: BPF programs and maps, since 5.8.</summary>
    Bpf = 39,
}
