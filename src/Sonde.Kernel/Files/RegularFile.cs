using Microsoft.Win32.SafeHandles;

namespace Sonde.Kernel;

/// <summary>Opens files that others have named: never a pipe, which would wait for a writer, nor a device.</summary>
public static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <exception cref="KernelException">It cannot be opened, or is no regular file.</exception>
    public static SafeFileHandle Open(string path)
    {
        int fd;
        Errno errno;
        do
        {
            fd = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK);
            errno = KernelException.LastErrno();
        }
        while (fd < 0 && errno == Errno.EINTR);
        if (fd < 0)
            throw new KernelException("open", path, errno, Remedies.ForOpening(errno));

        var handle = new SafeFileHandle(fd, ownsHandle: true);
        try
        {
            if (FileStatus.Of(handle).IsRegular)
                return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        handle.Dispose();
        throw new KernelException("open", path, Errno.EINVAL, "It is a folder, a pipe or a device, and no file.");
    }
}
