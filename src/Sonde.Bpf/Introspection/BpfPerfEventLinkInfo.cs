namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a kprobe, uprobe, tracepoint or perf event by one link. The kernel says more since 6.6.</summary>
public sealed record BpfPerfEventLinkInfo : BpfLinkInfo
{
    /// <summary>What it is attached to.</summary>
    public required BpfPerfEventKind Kind { get; init; }

    /// <summary>The function of a kprobe, the file of a uprobe, the name of a tracepoint; else empty.</summary>
    public required string Target { get; init; }

    /// <summary>The offset in the function or file.</summary>
    public required ulong Offset { get; init; }

    /// <summary>The address of a kprobe; 0 where addresses are hidden.</summary>
    public required ulong Address { get; init; }

    /// <summary>The cookie. Kernel 6.9.</summary>
    public required ulong Cookie { get; init; }

    /// <summary>How often a kprobe was missed. Kernel 6.7.</summary>
    public required ulong Missed { get; init; }

    /// <summary>The type of a perf event (<c>perf_event_attr.type</c>); the kernel gives the software clocks types of their own.</summary>
    public required uint EventType { get; init; }

    /// <summary>The configuration of a perf event (<c>perf_event_attr.config</c>).</summary>
    public required ulong EventConfig { get; init; }
}
