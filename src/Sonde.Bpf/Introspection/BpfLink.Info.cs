using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfLink
{
    /// <summary>Asks the kernel about the link. The result's type says more: <see cref="BpfTracingLinkInfo"/> for example.</summary>
    /// <remarks>Needs kernel 5.8; probes, tracepoints and perf events have a link since 5.15.</remarks>
    /// <exception cref="BpfException">The kernel has no link for this, or refused.</exception>
    public BpfLinkInfo GetInfo() => LinkInfo.Read(RequireLink("ask about"));

    /// <summary>Opens a link by its id (<c>BPF_LINK_GET_FD_BY_ID</c>). It belongs to the caller. Needs CAP_SYS_ADMIN and kernel 5.8.</summary>
    /// <param name="id">The id, from <see cref="BpfLinkInfo.Id"/> for example.</param>
    /// <exception cref="BpfException">There is no such link, or the caller may not.</exception>
    public static BpfLink FromId(uint id)
    {
        FdHandle link = KernelObjects.Open(BpfCommand.LinkGetFdById, id, "link");
        return Opened(link, "link", id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Every link of the system, of all processes (<c>BPF_LINK_GET_NEXT_ID</c>). Needs CAP_SYS_ADMIN and kernel 5.8.</summary>
    /// <remarks>Links that come and go meanwhile may or may not be among them.</remarks>
    /// <exception cref="BpfException">The caller may not.</exception>
    public static IEnumerable<BpfLinkInfo> EnumerateSystem()
    {
        foreach (uint id in KernelObjects.Ids(BpfCommand.LinkGetNextId, "link"))
        {
            using FdHandle? link = KernelObjects.TryOpen(BpfCommand.LinkGetFdById, id, "link");
            if (link is not null)
                yield return LinkInfo.Read(link);
        }
    }
}
