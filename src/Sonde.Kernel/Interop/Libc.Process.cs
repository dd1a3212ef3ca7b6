using System.Runtime.InteropServices;

namespace Sonde.Kernel;

internal static unsafe partial class Libc
{
    // The same number on all architectures; the C library has a name for it only since glibc 2.36.
    private const nint PidFdOpenNumber = 434;

    internal static int PidFdOpen(int pid) => (int)SystemCall(PidFdOpenNumber, pid, 0);

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second);
}
