using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    internal void RequireCookies()
    {
        if (ValueSize != sizeof(ulong))
            throw new InvalidOperationException($"Values of map {Name} have {ValueSize} bytes: cookies need maps whose values have 8.");
    }

    // SOCKMAP says EINVAL of an empty place where other maps say ENOENT.
    internal bool DeleteSocket(void* key) => Element(BpfCommand.MapDeleteElement, key, null, 0) switch
    {
        >= 0 => true,
        -(int)Errno.ENOENT => false,
        -(int)Errno.EINVAL when Type == BpfMapType.SocketMap && *(uint*)key < MaxEntries => false,
        int error => throw ElementFailure("delete from", error),
    };
}
