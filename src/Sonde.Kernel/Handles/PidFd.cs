namespace Sonde.Kernel;

/// <summary>Descriptors of processes: they never come to mean another process.</summary>
public static class PidFd
{
    /// <summary>Opens a process (<c>pidfd_open</c>, kernel 5.3). The descriptor becomes readable when the process ends.</summary>
    /// <param name="pid">The process; a thread other than its first cannot be opened.</param>
    /// <exception cref="KernelException">There is no such process.</exception>
    public static FdHandle Open(int pid)
    {
        var process = new FdHandle();
        int fd;
        Errno errno;
        do
        {
            fd = Libc.PidFdOpen(pid);
            errno = KernelException.LastErrno();
        }
        while (fd < 0 && errno == Errno.EINTR);

        process.Own(fd);
        if (!process.IsInvalid)
            return process;

        process.Dispose();
        string? remedy = errno switch
        {
            Errno.ESRCH => "No process has this number.",
            Errno.EINVAL or Errno.ENOENT => "It is the number of a thread: give that of its process.",
            _ => Remedies.ForDescriptors(errno),
        };
        throw new KernelException("open process", pid.ToString(System.Globalization.CultureInfo.InvariantCulture), errno, remedy);
    }
}
