using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    internal bool TryLookup(void* key, void* value) => Element(BpfCommand.MapLookupElement, key, value, 0) switch
    {
        >= 0 => true,
        -(int)Errno.ENOENT => false,
        int error => throw ElementFailure("look up in", error),
    };

    internal void Update(void* key, void* value, BpfUpdate mode)
    {
        int error = Element(BpfCommand.MapUpdateElement, key, value, (ulong)mode);
        if (error < 0)
            throw ElementFailure("update", error);
    }

    internal bool Delete(void* key) => Element(BpfCommand.MapDeleteElement, key, null, 0) switch
    {
        >= 0 => true,
        -(int)Errno.ENOENT => false,
        int error => throw ElementFailure("delete from", error),
    };

    // A null key asks for the first one.
    internal bool TryGetNextKey(void* key, void* next) => Element(BpfCommand.MapGetNextKey, key, next, 0) switch
    {
        >= 0 => true,
        -(int)Errno.ENOENT => false,
        int error => throw ElementFailure("iterate", error),
    };

    internal BpfException ElementFailure(string verb, int error)
    {
        var errno = (Errno)(-error);
        string? remedy = errno switch
        {
            Errno.E2BIG => $"The map is full or the index is past its end: it has {MaxEntries} entries.",
            Errno.EEXIST => "The key exists already.",
            Errno.ENOENT => "The key does not exist.",
            Errno.EBUSY => "The bucket of the key is locked by a program on this CPU: try again.",
            _ => null,
        };
        return BpfErrors.Failed($"{verb} map", Name, errno, KernelFeatures.Bpf, remedy);
    }

    private int Element(BpfCommand command, void* key, void* value, ulong flags)
    {
        using var lease = new HandleLease(Fd);
        var attributes = new MapElementAttributes
        {
            MapFd = lease.Descriptor,
            Key = key,
            Value = value,
            Flags = flags,
        };
        return BpfCall.Invoke(command, ref attributes);
    }
}
