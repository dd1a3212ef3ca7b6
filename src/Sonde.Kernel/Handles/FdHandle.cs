using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>Owns one file descriptor and closes it once.</summary>
public sealed class FdHandle : SafeHandle
{
    /// <summary>Makes an empty handle, to be filled by <see cref="Own"/>.</summary>
    public FdHandle()
        : base(-1, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>Takes ownership of a descriptor that a system call has just returned.</summary>
    /// <remarks>Make the handle before the call and read errno before this, so that no throw can lose the descriptor.</remarks>
    /// <param name="fd">The descriptor; a negative one leaves the handle invalid.</param>
    /// <exception cref="InvalidOperationException">The handle owns a descriptor; the new one stays with the caller.</exception>
    /// <exception cref="ObjectDisposedException">The handle was disposed; the descriptor stays with the caller.</exception>
    public void Own(int fd)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (!IsInvalid)
            throw new InvalidOperationException("The handle owns a descriptor already.");
        SetHandle(fd);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="KernelException">The file cannot be opened.</exception>
    public static FdHandle OpenRead(string path)
    {
        var file = new FdHandle();
        int fd;
        Errno errno;
        do
        {
            fd = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
            errno = KernelException.LastErrno();
        }
        while (fd < 0 && errno == Errno.EINTR);
        file.Own(fd);
        if (!file.IsInvalid)
            return file;

        file.Dispose();
        throw new KernelException("open", path, errno, Remedies.ForOpening(errno));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
