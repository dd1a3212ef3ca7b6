namespace Sonde.Bpf;

/// <summary>What the kernel says about a link: a raw tracepoint.</summary>
public sealed record BpfRawTracepointLinkInfo : BpfLinkInfo
{
    /// <summary>The tracepoint.</summary>
    public required string Tracepoint { get; init; }

    /// <summary>The cookie. Kernel 6.18.</summary>
    public required ulong Cookie { get; init; }
}
