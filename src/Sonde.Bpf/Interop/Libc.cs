using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

internal static unsafe partial class Libc
{
    private const int F_DUPFD_CLOEXEC = 1030;

    /// <summary>Makes a descriptor of our own for one that something else closes.</summary>
    public static FdHandle Duplicate(int borrowed, string subject)
    {
        var copy = new FdHandle();
        int fd = FileControl(borrowed, F_DUPFD_CLOEXEC, 0);
        var errno = (Errno)Marshal.GetLastPInvokeError();
        copy.Own(fd);
        if (!copy.IsInvalid)
            return copy;

        copy.Dispose();
        throw BpfErrors.Failed("duplicate the descriptor of", subject, errno, KernelFeatures.None);
    }

    /// <summary>Makes another descriptor for what a handle owns.</summary>
    public static FdHandle Duplicate(FdHandle handle, string subject)
    {
        using var lease = new HandleLease(handle);
        return Duplicate((int)lease.Descriptor, subject);
    }

    /// <summary>Replaces anonymous memory by the memory of a map, at the same address; gives the error number, 0 for none.</summary>
    public static int MapOver(void* memory, nuint length, bool writable, int fd)
    {
        const int protectionRead = 1;
        const int protectionWrite = 2;
        const int mapSharedFixed = 0x11;
        int protection = writable ? protectionRead | protectionWrite : protectionRead;
        return MapMemory(memory, length, protection, mapSharedFixed, fd, 0) == -1 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>Reads from a descriptor; a negative result comes with its error number.</summary>
    public static int Read(FdHandle descriptor, byte* buffer, int length, out Errno errno)
    {
        nint count = ReadDescriptor(descriptor, buffer, (nuint)length);
        errno = count < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        return (int)count;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadDescriptor(FdHandle descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapMemory(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int fd, int command, nint argument);
}
