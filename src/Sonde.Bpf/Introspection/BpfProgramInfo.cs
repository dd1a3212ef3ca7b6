namespace Sonde.Bpf;

/// <summary>What the kernel says about a loaded program (<c>struct bpf_prog_info</c>). A copy: it does not change any more.</summary>
public sealed record BpfProgramInfo
{
    /// <summary>The id, unique among the programs that are loaded now.</summary>
    public required uint Id { get; init; }

    /// <summary>The type.</summary>
    public required BpfProgramType Type { get; init; }

    /// <summary>The name, of which the kernel keeps 15 bytes; empty when it was loaded without.</summary>
    public required string Name { get; init; }

    /// <summary>The hash of its instructions as 16 hexadecimal digits; equal code has equal tags.</summary>
    public required string Tag { get; init; }

    /// <summary>When it was loaded, since boot (CLOCK_BOOTTIME).</summary>
    public required TimeSpan LoadTime { get; init; }

    /// <summary>The user who loaded it.</summary>
    public required uint UserId { get; init; }

    /// <summary>The ids of the maps that it uses.</summary>
    public required IReadOnlyList<uint> MapIds { get; init; }

    /// <summary>Whether its licence is compatible with the GPL.</summary>
    public required bool IsGplCompatible { get; init; }

    /// <summary>The id of its BTF; 0 when it has none.</summary>
    public required uint BtfId { get; init; }

    /// <summary>The size of its machine code in bytes; 0 when it is interpreted, or hidden from this process.</summary>
    public required int JitedSize { get; init; }

    /// <summary>The size of its BPF instructions after verification in bytes; 0 when hidden from this process.</summary>
    public required int TranslatedSize { get; init; }

    /// <summary>How often it ran while <see cref="BpfRunStatistics"/> were on.</summary>
    public required ulong RunCount { get; init; }

    /// <summary>How long it ran, in all, while <see cref="BpfRunStatistics"/> were on.</summary>
    public required TimeSpan RunTime { get; init; }

    /// <summary>How often it was left out because it ran on that CPU already. Null before kernel 5.12.</summary>
    public required ulong? RecursionMisses { get; init; }

    /// <summary>How many instructions the verifier walked. Null before kernel 5.16.</summary>
    public required uint? VerifiedInstructions { get; init; }

    /// <summary>The id of the BTF object that has the function it was loaded for. Null before kernel 5.17, and for other programs.</summary>
    public required uint? AttachBtfId { get; init; }

    /// <summary>The id of that function in the BTF object. Null before kernel 5.17, and for other programs.</summary>
    public required uint? AttachTypeId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Type} {Name}";
}
