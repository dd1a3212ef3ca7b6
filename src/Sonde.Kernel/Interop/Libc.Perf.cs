using System.Runtime.InteropServices;

namespace Sonde.Kernel;

internal static unsafe partial class Libc
{
    internal static readonly nint PerfEventOpenNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 => 241,
        _ => throw new PlatformNotSupportedException("Sonde knows the number of perf_event_open(2) on x86-64 and arm64 only."),
    };

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint PerfEventOpen(nint number, PerfEventAttributes* attributes, nint pid, nint cpu, nint group, nuint flags);

    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int IoControl(FdHandle fd, nuint request, nint argument);

    internal const nuint PERF_FLAG_FD_CLOEXEC = 8;
    internal const nuint PERF_EVENT_IOC_ENABLE = 0x2400;
    internal const nuint PERF_EVENT_IOC_DISABLE = 0x2401;
    internal const nuint PERF_EVENT_IOC_SET_BPF = 0x40042408;
    internal const nuint PERF_EVENT_IOC_PAUSE_OUTPUT = 0x40042409;
}
