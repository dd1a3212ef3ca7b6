using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    internal BpfLink AttachStructOps()
    {
        if (_object is null)
            throw new InvalidOperationException($"Map {Name} belongs to no object, whose programs it needs: only a map of an object can be attached.");
        _object.RequireLoaded($"Map {Name}");
        using LibbpfLog log = _object.BeginLog();
        var link = new LinkHandle(_object.Handle);
        Errno errno;
        nint made = 0;
        try
        {
            made = Libbpf.AttachStructOps(_map);
            errno = (Errno)Marshal.GetLastPInvokeError();
            link.Own(made);
        }
        finally
        {
            if (made == 0)
                link.Abandon();
        }

        if (made == 0)
            throw BpfErrors.Failed("register struct_ops", Name, errno, KernelFeatures.Bpf | KernelFeatures.Btf, BpfObject.FirstLine(log.Text) ?? StructOpsRemedy(errno));
        var registered = new BpfLink(new LibbpfAttachment(link), _object.LinkList, Name, "struct_ops");
        _object.LinkList.Add(registered);
        return registered;
    }

    private static string? StructOpsRemedy(Errno errno) => errno switch
    {
        Errno.EEXIST => "One of this name is registered already: give it another name, or detach that one.",
        Errno.EBUSY => "It is registered already: detach that link first.",
        Errno.EINVAL => "The kernel refuses its members: a name that is empty, flags it does not know, or a function that it needs and is not there.",
        _ => null,
    };
}
