namespace Sonde.Bpf;

/// <summary>What a link of type <see cref="BpfLinkType.PerfEvent"/> is attached to (<c>enum bpf_perf_event_type</c>).</summary>
public enum BpfPerfEventKind
{
    /// <summary>The kernel does not say: it is older than 6.6.</summary>
    Unknown = 0,

    /// <summary>The entry of a user function.</summary>
    Uprobe = 1,

    /// <summary>The return of a user function.</summary>
    Uretprobe = 2,

    /// <summary>The entry of a kernel function.</summary>
    Kprobe = 3,

    /// <summary>The return of a kernel function.</summary>
    Kretprobe = 4,

    /// <summary>A tracepoint.</summary>
    Tracepoint = 5,

    /// <summary>Another perf event.</summary>
    Event = 6,
}
