using System.Runtime.InteropServices;

namespace Sonde.Kernel;

internal static unsafe partial class Libc
{
    internal const int BPF_PROG_GET_NEXT_ID = 11;
    internal const int BPF_PROG_GET_FD_BY_ID = 13;
    internal const int BPF_OBJ_GET_INFO_BY_FD = 15;
    internal const int BPF_BTF_GET_FD_BY_ID = 19;

    private static readonly nint BpfNumber = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    internal static nint Bpf(nint command, void* attributes, nuint size) => BpfSystemCall(BpfNumber, command, attributes, size);

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint BpfSystemCall(nint number, nint command, void* attributes, nuint size);
}
