namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: fentry, fexit, fmod_ret, tp_btf, lsm and freplace.</summary>
public sealed record BpfTracingLinkInfo : BpfLinkInfo
{
    /// <summary>Where the program attaches.</summary>
    public required BpfAttachType AttachType { get; init; }

    /// <summary>The id of the BTF object with the function, or for freplace of the program. Kernel 5.13.</summary>
    public required uint TargetId { get; init; }

    /// <summary>The id of the function in that BTF. Kernel 5.13.</summary>
    public required uint TargetTypeId { get; init; }

    /// <summary>The cookie. Kernel 6.18.</summary>
    public required ulong Cookie { get; init; }
}
