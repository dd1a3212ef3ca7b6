using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libc
{
    internal const int SO_ATTACH_BPF = 50;
    internal const int SO_DETACH_BPF = 27;
    private const int SOL_SOCKET = 1;

    /// <summary>Sets an option of the socket level that is a number; gives the error number, 0 for none.</summary>
    public static int SetSocketOption(SafeHandle socket, int option, int value)
        => SetSocketOption(socket, SOL_SOCKET, option, &value, sizeof(int)) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint InterfaceIndex(string name);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSocketOption(SafeHandle socket, int level, int option, void* value, uint length);
}
