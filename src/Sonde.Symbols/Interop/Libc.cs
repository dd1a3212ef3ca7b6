using System.Runtime.InteropServices;

namespace Sonde.Symbols;

/// <summary>What .NET has no call for: opening a file within another root, and asking who owns it.</summary>
internal static unsafe partial class Libc
{
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;
    internal const int O_PATH = 0x200000;

    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EACCES = 13;
    internal const int EPERM = 1;
    internal const int ENOTDIR = 20;
    internal const int ELOOP = 40;
    internal const int ESRCH = 3;

    // The same on all architectures that Sonde runs on.
    internal const nint SYS_openat2 = 437;

    /// <summary>Absolute paths and links begin at the folder that the path is looked up in.</summary>
    internal const ulong RESOLVE_IN_ROOT = 0x10;

    /// <summary>Links of the kernel's own, which lead anywhere, are not followed.</summary>
    internal const ulong RESOLVE_NO_MAGICLINKS = 0x02;

    internal const int AT_EMPTY_PATH = 0x1000;
    internal const uint STATX_BASIC_STATS = 0x7ff;

    /// <summary>Links as the last part of a path are not followed. The number is not the same on all architectures.</summary>
    internal static int O_NOFOLLOW => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    internal static int O_DIRECTORY => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OpenAt2(nint number, nint folder, string path, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Statx(SafeHandle file, string path, int flags, uint mask, byte* result);

    /// <summary>struct open_how.</summary>
    internal struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
