using System.Runtime.InteropServices;

namespace Sonde.Kernel;

internal static unsafe partial class Libc
{
    internal const int CLOCK_BOOTTIME = 7;

    /// <summary>The time is seconds and nanoseconds, each of 64 bits.</summary>
    [LibraryImport(Name, EntryPoint = "clock_gettime", SetLastError = true)]
    internal static partial int ClockGetTime(int clock, long* time);
}
