using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program where its section name says, for example <c>kprobe/vfs_read</c> or <c>tp_btf/sched_switch</c>.</summary>
    /// <exception cref="BpfException">The section names no target, or the kernel refused.</exception>
    public BpfLink Attach()
        => TryAttachBySection() ?? throw BpfErrors.Refused(
            "attach program",
            Name,
            Errno.EINVAL,
            $"its section \"{SectionName}\" names no target: use a method that takes one, such as AttachKprobe.");

    internal BpfLink? TryAttachBySection()
    {
        int slash = SectionName.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return _attachTarget is null ? null : AttachTrace();

        string kind = SectionName[..slash];
        string function = SectionName[(slash + 1)..];
        return kind switch
        {
            // "f+0x10" is left to libbpf, which knows offsets.
            "kprobe" when !function.Contains('+', StringComparison.Ordinal) => AttachKprobe(function),
            "kretprobe" => AttachKretprobe(function),
            _ => AttachAs(SectionName.Replace('/', ' '), FeaturesOf(kind), &AttachAsSectionSays, 0, allowUnsupported: true),
        };
    }

    private static nint AttachAsSectionSays(nint program, nint unused) => Libbpf.Attach(program);

    private static KernelFeatures FeaturesOf(string kind) => kind switch
    {
        "uprobe" or "uretprobe" => KernelFeatures.Uprobe,
        "tracepoint" or "tp" => KernelFeatures.Tracepoint,
        "fentry" or "fexit" or "fmod_ret" => KernelFeatures.Fentry | KernelFeatures.Btf,
        "tp_btf" => KernelFeatures.Btf,
        _ => KernelFeatures.None,
    };

    // The steps that all ways to attach share: hold the object, take the handle before the call, read errno first,
    // hand the link to the object or throw with nothing left behind. The argument points to what the way needs.
    private BpfLink AttachAs(string target, KernelFeatures needs, delegate*<nint, nint, nint> attach, nint argument)
        => AttachAs(target, needs, attach, argument, allowUnsupported: false)!;

    private BpfLink? AttachAs(
        string target, KernelFeatures needs, delegate*<nint, nint, nint> attach, nint argument, bool allowUnsupported)
    {
        RequireLoaded();
        using LibbpfLog log = _object.BeginLog();
        var handle = new LinkHandle(_object.Handle);
        Errno errno;
        nint made = 0;
        try
        {
            made = attach(_program, argument);
            errno = (Errno)Marshal.GetLastPInvokeError();
            handle.Own(made);
        }
        finally
        {
            if (made == 0)
                handle.Abandon();
        }

        if (made == 0)
        {
            return allowUnsupported && errno == Errno.EOPNOTSUPP
                ? null
                : throw BpfErrors.Failed($"attach program {Name} to", target, errno, needs);
        }

        var link = new BpfLink(handle, _object.LinkList, this, target);
        _object.LinkList.Add(link);
        return link;
    }
}
