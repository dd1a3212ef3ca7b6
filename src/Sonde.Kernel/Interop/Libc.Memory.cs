using System.Runtime.InteropServices;

namespace Sonde.Kernel;

internal static unsafe partial class Libc
{
    [LibraryImport(Name, EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Mmap(void* address, nuint length, int protection, int flags, FdHandle fd, long offset);

    [LibraryImport(Name, EntryPoint = "munmap")]
    internal static partial int Munmap(nint address, nuint length);

    [LibraryImport(Name, EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int GetRlimit(int resource, out ResourceLimit limit);

    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 1;
    internal const int MAP_FIXED_NOREPLACE = 0x100000;
    internal const int RLIMIT_MEMLOCK = 8;

    internal struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
