namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a socket map.</summary>
public sealed record BpfSocketMapLinkInfo : BpfLinkInfo
{
    /// <summary>The id of the map.</summary>
    public required uint MapId { get; init; }

    /// <summary>Where the program attaches.</summary>
    public required BpfAttachType AttachType { get; init; }
}
