namespace Sonde.Kernel;

/// <summary>The kind of a perf event (<c>enum perf_type_id</c>). Other numbers are those of dynamic PMUs, from <c>/sys/bus/event_source/devices/*/type</c>.</summary>
public enum PerfEventType : uint
{
    /// <summary>PERF_TYPE_HARDWARE.</summary>
    Hardware = 0,

    /// <summary>PERF_TYPE_SOFTWARE.</summary>
    Software = 1,

    /// <summary>PERF_TYPE_TRACEPOINT; the configuration is the tracepoint's id.</summary>
    Tracepoint = 2,

    /// <summary>PERF_TYPE_HW_CACHE.</summary>
    HardwareCache = 3,

    /// <summary>PERF_TYPE_RAW.</summary>
    Raw = 4,

    /// <summary>PERF_TYPE_BREAKPOINT.</summary>
    Breakpoint = 5,
}
