namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: kprobes on many functions. The kernel says more since 6.6.</summary>
public sealed record BpfKprobeMultiLinkInfo : BpfLinkInfo
{
    /// <summary>The addresses of the functions; zeros where addresses are hidden.</summary>
    public required IReadOnlyList<ulong> Addresses { get; init; }

    /// <summary>The cookie of each function; empty before kernel 6.9.</summary>
    public required IReadOnlyList<ulong> Cookies { get; init; }

    /// <summary>Whether the program runs at the return.</summary>
    public required bool IsReturn { get; init; }

    /// <summary>How often it was missed. Kernel 6.7.</summary>
    public required ulong Missed { get; init; }
}
