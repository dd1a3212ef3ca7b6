namespace Sonde.Kernel;

/// <summary>A timer of the kernel that makes its descriptor readable; exact to the microsecond, on all kernels.</summary>
/// <remarks>epoll_wait counts in milliseconds, and epoll_pwait2 is missing before 5.11.</remarks>
internal sealed unsafe class TimerFd : IDisposable
{
    public TimerFd()
    {
        int fd = Libc.TimerFdCreate(Libc.CLOCK_MONOTONIC, Libc.TFD_CLOEXEC | Libc.TFD_NONBLOCK);
        Errno errno = KernelException.LastErrno();
        Handle.Own(fd);
        if (!Handle.IsInvalid)
            return;

        Handle.Dispose();
        throw new KernelException("timerfd_create", null, errno, Remedies.ForDescriptors(errno));
    }

    public FdHandle Handle { get; } = new();

    /// <summary>Fires once after this time, and not when an earlier setting said.</summary>
    public void Set(long nanoseconds)
    {
        nanoseconds = Math.Max(nanoseconds, 1); // Zero would switch it off.
        var setting = new Libc.TimerSetting { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        if (Libc.TimerFdSetTime(Handle, 0, &setting, null) < 0)
            throw new KernelException("timerfd_settime", null, KernelException.LastErrno());
    }

    public void Dispose() => Handle.Dispose();
}
