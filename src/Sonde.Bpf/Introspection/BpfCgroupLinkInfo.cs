namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a cgroup.</summary>
public sealed record BpfCgroupLinkInfo : BpfLinkInfo
{
    /// <summary>The id of the cgroup: the inode of its folder.</summary>
    public required ulong CgroupId { get; init; }

    /// <summary>Where the program attaches.</summary>
    public required BpfAttachType AttachType { get; init; }
}
