namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a <c>struct_ops</c> map.</summary>
public sealed record BpfStructOpsLinkInfo : BpfLinkInfo
{
    /// <summary>The id of the map.</summary>
    public required uint MapId { get; init; }
}
