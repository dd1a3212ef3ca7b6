using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>Owns one shared memory mapping of a file, a BPF map or a ring, and unmaps it once.</summary>
/// <remarks>
/// Who hands out memory of it holds a reference (<see cref="SafeHandle.DangerousAddRef"/>) for as long: disposing then
/// waits for the last user instead of pulling the memory away.
/// </remarks>
public sealed unsafe class MappedRegion : SafeHandle
{
    private MappedRegion(nuint length)
        : base(0, ownsHandle: true) => Length = length;

    /// <summary>The length in bytes.</summary>
    public nuint Length { get; }

    /// <summary>The first byte. Valid while a reference is held.</summary>
    public byte* Pointer => (byte*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle is 0 or -1;

    /// <summary>Maps a part of a file, shared.</summary>
    /// <param name="fd">The file; the mapping does not keep it open and does not need it afterwards.</param>
    /// <param name="offset">Where to start, in bytes, a multiple of the page size.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="writable">Whether the memory can be written; otherwise a write is a fault.</param>
    /// <param name="subject">What is mapped, for the error message.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static MappedRegion Map(FdHandle fd, long offset, nuint length, bool writable, string subject)
        => MapAt(0, fd, offset, length, writable, subject);

    /// <summary>Maps a part of a file, shared, at an address that must be free.</summary>
    /// <param name="address">The address, a multiple of the page size; 0 for any.</param>
    /// <param name="fd">The file; the mapping does not keep it open and does not need it afterwards.</param>
    /// <param name="offset">Where to start, in bytes, a multiple of the page size.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="writable">Whether the memory can be written; otherwise a write is a fault.</param>
    /// <param name="subject">What is mapped, for the error message.</param>
    /// <exception cref="KernelException">Something is mapped there (EEXIST), or the kernel refused.</exception>
    public static MappedRegion MapAt(nuint address, FdHandle fd, long offset, nuint length, bool writable, string subject)
    {
        var region = new MappedRegion(length);
        int protection = writable ? Libc.PROT_READ | Libc.PROT_WRITE : Libc.PROT_READ;
        int flags = address == 0 ? Libc.MAP_SHARED : Libc.MAP_SHARED | Libc.MAP_FIXED_NOREPLACE;
        nint mapped = Libc.Mmap((void*)address, length, protection, flags, fd, offset);
        Errno errno = KernelException.LastErrno();
        region.SetHandle(mapped);
        if (!region.IsInvalid)
            return region;

        region.Dispose();
        throw new KernelException("mmap", subject, errno);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Munmap(handle, Length) == 0;
}
