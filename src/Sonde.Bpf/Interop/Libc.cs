using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

internal static partial class Libc
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

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int fd, int command, nint argument);
}
