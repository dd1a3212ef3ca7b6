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
            throw BpfErrors.Failed("register struct_ops", Name, errno, KernelFeatures.Bpf | KernelFeatures.Btf, BpfObject.FirstLine(log.Text));
        var registered = new BpfLink(new LibbpfAttachment(link), _object.LinkList, Name, "struct_ops");
        _object.LinkList.Add(registered);
        return registered;
    }
}
