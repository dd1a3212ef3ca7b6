using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfLink
{
    private const uint ReplaceOnlyIf = 1u << 2; // BPF_F_REPLACE

    /// <summary>Gives the link a name in a BPF file system, which keeps the program attached after this process has ended.</summary>
    /// <remarks><see cref="File.Delete"/> takes the pin away. Needs kernel 5.7; probes, tracepoints and perf events have a link that can be pinned since 5.15.</remarks>
    /// <param name="path">A new file under a mounted bpffs, such as <c>/sys/fs/bpf/mylink</c>.</param>
    /// <exception cref="BpfException">The file exists, is not in a bpffs, or the kernel has no link for this kind.</exception>
    public void Pin(string path) => BpfPin.Pin(RequireLink("pin"), path, $"link {this}");

    /// <summary>Opens a link that was pinned. It belongs to the caller: disposing closes it, and detaches when nothing else holds it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BpfException">There is no such file, or it is something else than a link.</exception>
    public static BpfLink OpenPinned(string path)
    {
        FdHandle link = BpfPin.Open(path, "link");
        BpfPinKind kind = PinKinds.Of(link);
        if (kind != BpfPinKind.Link)
        {
            link.Dispose();
            throw BpfErrors.Refused("open pinned link", path, Errno.EINVAL, $"it is a {kind.ToString().ToLowerInvariant()}, not a link.");
        }

        return Opened(link, "pinned link", path);
    }

    // It may be the last that holds the link.
    private static BpfLink Opened(FdHandle link, string name, string target)
    {
        try
        {
            bool isSlow = LinkInfo.Read(link).Type is BpfLinkType.PerfEvent or BpfLinkType.KprobeMulti or BpfLinkType.UprobeMulti;
            return new BpfLink(new LinkAttachment(link, isSlow), null, name, target);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Puts another program in the place of the attached one, with no moment in between in which none runs.</summary>
    /// <remarks>The kernel can do that for cgroup, XDP, tcx, netns, netkit and socket map links; others fail.</remarks>
    /// <param name="program">The new program, loaded and of the same type.</param>
    /// <param name="expected">Replace only if this one is attached now; null replaces any.</param>
    /// <exception cref="BpfException">The kind of link cannot, or another program is attached.</exception>
    public void Update(BpfProgram program, BpfProgram? expected = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var link = new HandleLease(RequireLink("update"));
        using var next = new HandleLease(program.Fd);
        using var old = new HandleLease((expected ?? program).Fd);
        var attributes = new LinkUpdateAttributes { LinkFd = link.Descriptor, NewFd = next.Descriptor };
        if (expected is not null)
        {
            attributes.Flags = ReplaceOnlyIf;
            attributes.OldFd = old.Descriptor;
        }

        int error = BpfCall.Invoke(BpfCommand.LinkUpdate, ref attributes);
        if (error < 0)
        {
            string? remedy = (Errno)(-error) is Errno.EINVAL or Errno.EOPNOTSUPP
                ? "Links of this kind keep their program: attach the new one, then dispose this link."
                : null;
            throw BpfErrors.Failed($"put program {program.Name} into", $"link {this}", (Errno)(-error), KernelFeatures.Bpf, remedy);
        }
    }

    /// <summary>Detaches the program for every holder of the link, also when it is pinned. The link stays and does nothing.</summary>
    /// <remarks>Needs kernel 5.9; cgroup, XDP, tcx, netns and netkit links.</remarks>
    /// <exception cref="BpfException">The kind of link cannot be detached so.</exception>
    public void Detach()
    {
        using var link = new HandleLease(RequireLink("detach"));
        var attributes = new LinkUpdateAttributes { LinkFd = link.Descriptor };
        int error = BpfCall.Invoke(BpfCommand.LinkDetach, ref attributes);
        if (error < 0)
            throw BpfErrors.Failed("detach", $"link {this}", (Errno)(-error), KernelFeatures.Bpf, "Dispose the link and remove its pins instead.");
        Volatile.Write(ref _detached, true);
    }
}
