namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a network interface: XDP, tcx or netkit.</summary>
public sealed record BpfInterfaceLinkInfo : BpfLinkInfo
{
    /// <summary>The index of the interface; 0 when it is gone.</summary>
    public required uint InterfaceIndex { get; init; }

    /// <summary>Where the program attaches.</summary>
    public required BpfAttachType AttachType { get; init; }
}
