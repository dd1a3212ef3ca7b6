namespace Sonde.Kernel;

/// <summary>Flags of <c>perf_event_open</c>. The descriptor is always closed on exec.</summary>
[Flags]
public enum PerfOpenFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>PERF_FLAG_FD_NO_GROUP.</summary>
    NoGroup = 1,

    /// <summary>PERF_FLAG_FD_OUTPUT: the event only writes into the ring of the group's descriptor.</summary>
    Output = 2,

    /// <summary>PERF_FLAG_PID_CGROUP: the process number is a descriptor of a cgroup's folder.</summary>
    Cgroup = 4,
}
