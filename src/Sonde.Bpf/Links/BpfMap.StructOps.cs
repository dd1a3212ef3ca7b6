using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    /// <summary>Registers a table of functions with the kernel (<c>struct_ops</c>, kernel 5.6), for example a TCP congestion control.</summary>
    /// <remarks>The map is the variable in section <c>.struct_ops</c> of a loaded object; its functions are programs of the same object.</remarks>
    /// <exception cref="ArgumentException">The map has another type, or belongs to no object.</exception>
    /// <exception cref="BpfException">The kernel refused the table, or has one of the same name.</exception>
    public BpfLink AttachStructOps()
    {
        RequireType(BpfMapType.StructOps);
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
