namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a network namespace.</summary>
public sealed record BpfNamespaceLinkInfo : BpfLinkInfo
{
    /// <summary>The inode of the namespace, as in <c>/proc/PID/ns/net</c>.</summary>
    public required uint Inode { get; init; }

    /// <summary>Where the program attaches.</summary>
    public required BpfAttachType AttachType { get; init; }
}
