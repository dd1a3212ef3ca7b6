using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program where its section name says, for example <c>kprobe/vfs_read</c> or <c>tp_btf/sched_switch</c>.</summary>
    /// <exception cref="BpfException">The section names no target, or the kernel refused.</exception>
    public BpfLink Attach()
    {
        BpfLink[] links = TryAttachBySection();
        return links.Length switch
        {
            1 => links[0],
            0 => throw BpfErrors.Refused(
                "attach program",
                Name,
                Errno.EINVAL,
                $"its section \"{SectionName}\" names no target: use a method that takes one, such as AttachKprobe."),
            _ => throw Unwind(links),
        };

        Exception Unwind(BpfLink[] made)
        {
            foreach (BpfLink link in made)
                link.Dispose();
            return new InvalidOperationException($"The section \"{SectionName}\" names {made.Length} targets: use BpfObject.Attach().");
        }
    }

    // What all ways to attach share: the program is in the kernel, and its descriptor stays open meanwhile.
    private HandleLease LeaseLoaded()
    {
        RequireLoaded();
        return new HandleLease(Fd);
    }

    // The kernel says EINVAL and no more.
    private void RequireType(string how, BpfProgramType type, BpfProgramType other = default)
    {
        if (Type != type && (other == default || Type != other))
            throw BpfErrors.Refused("attach program", Name, Errno.EINVAL, $"it is of type {Type}, by its section \"{SectionName}\"; {how} takes programs of type {type}.");
    }

    private BpfLink Keep(Attachment attachment, string target)
    {
        var link = new BpfLink(attachment, _object.LinkList, Name, target);
        _object.LinkList.Add(link);
        return link;
    }

    private BpfLink CreateLink(
        ref LinkCreateAttributes attributes, string target, KernelFeatures needs, bool isSlow = false, string? remedy = null)
    {
        using HandleLease program = LeaseLoaded();
        attributes.ProgramFd = program.Descriptor;
        Errno errno = BpfCall.Open(BpfCommand.LinkCreate, ref attributes, out FdHandle? link);
        return link is null ? throw AttachFailure(target, errno, needs, remedy) : Keep(new LinkAttachment(link, isSlow), target);
    }

    private BpfException AttachFailure(string target, Errno errno, KernelFeatures needs, string? remedy = null)
        => BpfErrors.Failed($"attach program {Name} to", target, errno, needs, remedy);
}
