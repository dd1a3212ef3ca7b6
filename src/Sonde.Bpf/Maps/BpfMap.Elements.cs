using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    internal bool TryLookup(void* key, void* value, BpfLookup flags = BpfLookup.None)
        => Element(BpfCommand.MapLookupElement, key, value, (ulong)flags) switch
        {
            >= 0 => true,
            -(int)Errno.ENOENT => false,
            int error => throw ElementFailure("look up in", error, (ulong)flags),
        };

    internal void Update(void* key, void* value, BpfUpdate mode)
    {
        int error = Element(BpfCommand.MapUpdateElement, key, value, (ulong)mode);
        if (error < 0)
            throw ElementFailure("update", error, (ulong)mode);
    }

    internal bool Delete(void* key) => Element(BpfCommand.MapDeleteElement, key, null, 0) switch
    {
        >= 0 => true,
        -(int)Errno.ENOENT => false,
        int error => throw ElementFailure("delete from", error),
    };

    internal bool TryUpdate(void* key, void* value) => Element(BpfCommand.MapUpdateElement, key, value, 0) switch
    {
        >= 0 => true,
        -(int)Errno.E2BIG => false,
        int error => throw ElementFailure("update", error),
    };

    internal bool TryTake(void* key, void* value, BpfLookup flags = BpfLookup.None)
        => Element(BpfCommand.MapLookupAndDeleteElement, key, value, (ulong)flags) switch
        {
            >= 0 => true,
            -(int)Errno.ENOENT => false,
            int error => throw ElementFailure("take from", error, (ulong)flags),
        };

    // A null key asks for the first one.
    internal bool TryGetNextKey(void* key, void* next) => Element(BpfCommand.MapGetNextKey, key, next, 0) switch
    {
        >= 0 => true,
        -(int)Errno.ENOENT => false,
        int error => throw ElementFailure("iterate", error),
    };

    internal BpfException ElementFailure(string verb, int error, ulong flags = 0)
    {
        var errno = (Errno)(-error);
        return BpfErrors.Failed($"{verb} map", Name, errno, KernelFeatures.Bpf, ElementRemedy(verb, errno, flags));
    }

    internal int Element(BpfCommand command, void* key, void* value, ulong flags)
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

    private string? ElementRemedy(string verb, Errno errno, ulong flags) => errno switch
    {
        Errno.E2BIG => Type is BpfMapType.Queue or BpfMapType.Stack
            ? $"It is full with {MaxEntries} entries."
            : $"The map is full or the index is past its end: it has {MaxEntries} entries.",
        Errno.EEXIST => "The key exists already.",
        Errno.ENOENT => "The key does not exist.",
        Errno.EBUSY => "The bucket of the key is locked by a program on this CPU: try again.",
        Errno.EINVAL when (flags & (ulong)BpfUpdate.Locked) != 0
            => "Locked needs values with a bpf_spin_lock, and types of the map in BTF; taking with a lock needs kernel 5.14.",
        Errno.EPERM => WhyNotPermitted(),
        Errno.ENOTSUPP or Errno.EOPNOTSUPP when verb == "take from" && !KernelVersion.Current.IsAtLeast(5, 14)
            => $"Looking up and deleting in one step needs kernel 5.14 for a {MapTypeFacts.KernelName(Type)}, this is {KernelVersion.Current}.",
        Errno.ENOTSUPP or Errno.EOPNOTSUPP => $"A {MapTypeFacts.KernelName(Type)} does not have this operation.",
        _ => null,
    };

    private string? WhyNotPermitted()
    {
        if (GetInfo().IsFrozen == true)
            return "The map is frozen (BPF_MAP_FREEZE): user space cannot write to it any more.";
        return _access == BpfMapFlags.None ? null : $"The map was opened with {_access}.";
    }
}
