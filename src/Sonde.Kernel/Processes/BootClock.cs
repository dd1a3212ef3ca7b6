namespace Sonde.Kernel;

/// <summary>The kernel's clock <c>CLOCK_BOOTTIME</c>, which counts from boot, and on while the machine sleeps: the kernel tells by it when processes started.</summary>
/// <remarks><c>/proc/uptime</c> says the same, unless a container has another file in its place.</remarks>
public static class BootClock
{
    /// <summary>Nanoseconds since boot, as this process's time namespace counts them.</summary>
    /// <exception cref="KernelException">The kernel does not tell.</exception>
    public static unsafe long Nanoseconds
    {
        get
        {
            long* time = stackalloc long[2];
            if (Libc.ClockGetTime(Libc.CLOCK_BOOTTIME, time) < 0)
                throw new KernelException("clock_gettime", null, KernelException.LastErrno());
            return (time[0] * 1_000_000_000) + time[1];
        }
    }
}
