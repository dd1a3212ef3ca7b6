namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a netfilter hook.</summary>
public sealed record BpfNetfilterLinkInfo : BpfLinkInfo
{
    /// <summary>The protocol family, such as NFPROTO_IPV4 (2).</summary>
    public required uint Family { get; init; }

    /// <summary>The hook, such as NF_INET_LOCAL_IN (1).</summary>
    public required uint Hook { get; init; }

    /// <summary>The priority.</summary>
    public required int Priority { get; init; }
}
