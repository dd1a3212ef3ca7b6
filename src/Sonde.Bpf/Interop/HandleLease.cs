using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>Keeps a handle open for the length of a block, in which what it owns is used by number or through pointers.</summary>
internal readonly ref struct HandleLease
{
    private readonly SafeHandle? _handle; // A default lease holds nothing.

    public HandleLease(SafeHandle handle)
    {
        bool held = false;
        handle.DangerousAddRef(ref held);
        _handle = handle;
    }

    /// <summary>A lease of an object for one of its parts, which the exception names when the object is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public HandleLease(ObjectHandle handle, string kind, string name)
    {
        try
        {
            this = new HandleLease(handle);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException($"{kind} {name}");
        }
    }

    /// <summary>The descriptor, for a field of a system call's argument; valid until the lease ends.</summary>
    public uint Descriptor => (uint)_handle!.DangerousGetHandle();

    public void Dispose() => _handle?.DangerousRelease();
}
