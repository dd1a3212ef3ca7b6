using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A link of the kernel: closing its last descriptor detaches, unless it is pinned.</summary>
internal sealed class LinkAttachment(FdHandle link, bool isSlow = false) : Attachment
{
    public override FdHandle Link { get; } = link;

    public override bool IsSlow { get; } = isSlow;

    public override void Dispose() => Link.Dispose();
}
