namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: an iterator.</summary>
public sealed record BpfIteratorLinkInfo : BpfLinkInfo
{
    /// <summary>What it walks over: <c>task</c>, <c>bpf_map</c>, <c>tcp</c> …</summary>
    public required string Target { get; init; }

    /// <summary>The map whose elements it walks over; else 0.</summary>
    public required uint MapId { get; init; }

    /// <summary>The cgroup that it begins at; else 0. Kernel 6.1.</summary>
    public required ulong CgroupId { get; init; }

    /// <summary>The thread that it is bound to; else 0. Kernel 6.1.</summary>
    public required uint ThreadId { get; init; }

    /// <summary>The process that it is bound to; else 0. Kernel 6.1.</summary>
    public required uint ProcessId { get; init; }
}
