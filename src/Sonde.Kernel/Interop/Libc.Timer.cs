using System.Runtime.InteropServices;

namespace Sonde.Kernel;

internal static unsafe partial class Libc
{
    [LibraryImport(Name, EntryPoint = "timerfd_create", SetLastError = true)]
    internal static partial int TimerFdCreate(int clock, int flags);

    [LibraryImport(Name, EntryPoint = "timerfd_settime", SetLastError = true)]
    internal static partial int TimerFdSetTime(FdHandle timer, int flags, TimerSetting* setting, TimerSetting* old);

    internal const int CLOCK_MONOTONIC = 1;
    internal const int TFD_CLOEXEC = 0x80000;
    internal const int TFD_NONBLOCK = 0x800;

    // struct itimerspec
    internal struct TimerSetting
    {
        internal long IntervalSeconds;
        internal long IntervalNanoseconds;
        internal long Seconds;
        internal long Nanoseconds;
    }
}
