namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: uprobes on many functions of a file. The kernel says more since 6.8.</summary>
public sealed record BpfUprobeMultiLinkInfo : BpfLinkInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The offsets in the file.</summary>
    public required IReadOnlyList<ulong> Offsets { get; init; }

    /// <summary>The cookie of each offset.</summary>
    public required IReadOnlyList<ulong> Cookies { get; init; }

    /// <summary>The process; 0 for all.</summary>
    public required uint ProcessId { get; init; }

    /// <summary>Whether the program runs at the return.</summary>
    public required bool IsReturn { get; init; }
}
