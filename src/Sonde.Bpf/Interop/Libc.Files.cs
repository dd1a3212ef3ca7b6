using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libc
{
    private const long BpfFileSystemMagic = 0xcafe4a11;

    /// <summary>Whether a path is in a file system of type bpf.</summary>
    public static bool IsBpfFileSystem(string path)
    {
        // struct statfs has 120 bytes on x86-64 and arm64, and begins with the type.
        byte* buffer = stackalloc byte[256];
        return FileSystem(path, buffer) == 0 && (*(long*)buffer & 0xffffffff) == BpfFileSystemMagic;
    }

    /// <summary>Gives the error number, 0 for none.</summary>
    public static int Rename(string from, string to) => RenameFile(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Gives the error number, 0 for none.</summary>
    public static int Unlink(string path) => UnlinkFile(path) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileSystem(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkFile(string path);
}
