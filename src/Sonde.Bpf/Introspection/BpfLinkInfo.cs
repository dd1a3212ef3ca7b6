namespace Sonde.Bpf;

/// <summary>What the kernel says about a link (<c>struct bpf_link_info</c>); derived types say more. Kernels fill what they know: the rest is 0 or empty.</summary>
public record BpfLinkInfo
{
    /// <summary>The id, unique among the links that exist now.</summary>
    public required uint Id { get; init; }

    /// <summary>The type.</summary>
    public required BpfLinkType Type { get; init; }

    /// <summary>The id of the attached program; 0 for <c>struct_ops</c>.</summary>
    public required uint ProgramId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Type} of program {ProgramId}";
}
