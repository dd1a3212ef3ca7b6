using System.Runtime.InteropServices;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    /// <summary>Sets a value that is a descriptor, in 4 bytes or 8 as the map was made.</summary>
    internal void UpdateWithDescriptor(void* key, SafeHandle handle, BpfUpdate mode)
    {
        using var lease = new HandleLease(handle);
        ulong value = lease.Descriptor;
        Update(key, &value, mode);
    }

    /// <summary>Uses a descriptor as the key: a socket, a file, a pidfd, a cgroup.</summary>
    internal bool TryLookupByDescriptor(SafeHandle handle, void* value, BpfLookup flags)
    {
        using var lease = new HandleLease(handle);
        uint key = lease.Descriptor;
        return TryLookup(&key, value, flags);
    }

    internal void UpdateByDescriptor(SafeHandle handle, void* value, BpfUpdate mode)
    {
        using var lease = new HandleLease(handle);
        uint key = lease.Descriptor;
        Update(&key, value, mode);
    }

    internal bool DeleteByDescriptor(SafeHandle handle)
    {
        using var lease = new HandleLease(handle);
        uint key = lease.Descriptor;
        return Delete(&key);
    }

    // The first 4 bytes and, where the value has 8, a program's descriptor in the others.
    internal void UpdatePair(void* key, uint first, BpfProgram? program, BpfUpdate mode)
    {
        uint* value = stackalloc uint[2];
        value[0] = first;
        if (program is null)
        {
            Update(key, value, mode);
            return;
        }

        if (ValueSize < 2 * sizeof(uint))
            throw new ArgumentException($"Values of map {Name} have {ValueSize} bytes: they have no room for a program.", nameof(program));
        using var lease = new HandleLease(program.Fd);
        value[1] = lease.Descriptor;
        Update(key, value, mode);
    }

    internal bool TryLookupPair(void* key, out uint first, out uint programId)
    {
        uint* value = stackalloc uint[2];
        value[0] = value[1] = 0;
        bool found = TryLookup(key, value);
        first = value[0];
        programId = value[1];
        return found;
    }
}
