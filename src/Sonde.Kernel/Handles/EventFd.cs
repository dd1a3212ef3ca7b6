namespace Sonde.Kernel;

/// <summary>A counter in the kernel that wakes whoever waits on its descriptor.</summary>
internal sealed unsafe class EventFd : IDisposable
{
    public EventFd()
    {
        int fd = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        Errno errno = KernelException.LastErrno();
        Handle.Own(fd);
        if (!Handle.IsInvalid)
            return;

        Handle.Dispose();
        throw new KernelException("eventfd", null, errno, Remedies.ForDescriptors(errno));
    }

    public FdHandle Handle { get; } = new();

    public void Signal()
    {
        ulong one = 1;
        while (Libc.Write(Handle, &one, sizeof(ulong)) < 0)
        {
            Errno errno = KernelException.LastErrno();
            if (errno == Errno.EAGAIN)
                return; // The counter is full: a wake-up is pending already.
            if (errno != Errno.EINTR)
                throw new KernelException("write eventfd", null, errno);
        }
    }

    /// <summary>Takes all pending signals.</summary>
    public void Clear()
    {
        ulong count;
        while (Libc.Read(Handle, &count, sizeof(ulong)) < 0)
        {
            Errno errno = KernelException.LastErrno();
            if (errno == Errno.EAGAIN)
                return; // Nothing was pending.
            if (errno != Errno.EINTR)
                throw new KernelException("read eventfd", null, errno);
        }
    }

    public void Dispose() => Handle.Dispose();
}
