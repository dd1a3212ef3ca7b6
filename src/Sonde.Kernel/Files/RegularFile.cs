using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Sonde.Kernel;

/// <summary>Opens files that others have named: never a pipe, which would wait for a writer, nor a device.</summary>
public static unsafe class RegularFile
{
    // The kernel gives up a path with ".." when anything on the machine is renamed or mounted meanwhile.
    private const int MostTries = 128;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">
    /// The file. One that begins with <c>/proc/PID/root/</c> is looked up as that process sees it: links on its way that are absolute lead
    /// to its own files, not to those of this process.
    /// </param>
    /// <exception cref="KernelException">It cannot be opened, or is no regular file.</exception>
    public static SafeFileHandle Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int root = RootLength(path);
        return root > 0 ? OpenIn(path[..root], path[root..]) : Check(OpenAnywhere(path, Libc.O_NONBLOCK), path);
    }

    /// <summary>Opens a file for reading as it is seen from a root.</summary>
    /// <param name="root">The folder that takes the place of <c>/</c>.</param>
    /// <param name="path">The file; one that is not absolute begins there, too.</param>
    /// <param name="followLink">Whether the file may be a symbolic link; folders on its way may be.</param>
    /// <exception cref="KernelException">It cannot be opened, or is no regular file; ELOOP for a link that is not followed.</exception>
    public static SafeFileHandle OpenIn(string root, string path, bool followLink = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string shown = Show(root, path);
        return Check(OpenFrom(root, path, Libc.O_NONBLOCK | (followLink ? 0 : Libc.O_NOFOLLOW), shown), shown);
    }

    /// <summary>
    /// Opens what is at a path as it is seen from a root, whatever it is, as a place alone: for <see cref="FileStatus.Of"/>, or to reach a socket by
    /// <c>/proc/self/fd</c>. A link itself is opened, not what it leads to.
    /// </summary>
    /// <param name="root">The folder that takes the place of <c>/</c>.</param>
    /// <param name="path">The path; one that is not absolute begins there, too. Folders on its way may be links.</param>
    /// <exception cref="KernelException">It cannot be opened; ENOENT where there is nothing.</exception>
    public static SafeFileHandle OpenPlaceIn(string root, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OpenFrom(root, path, Libc.O_PATH | Libc.O_NOFOLLOW, Show(root, path));
    }

    /// <summary>Deletes a file as its path is seen from a root, if it is a regular file of a user; links and the like stay.</summary>
    /// <param name="root">The folder that takes the place of <c>/</c>.</param>
    /// <param name="path">The file; one that is not absolute begins there, too. Folders on its way may be links.</param>
    /// <param name="owner">The user.</param>
    /// <returns>Whether it was one, and is deleted.</returns>
    /// <exception cref="KernelException">It cannot be deleted; ENOENT where there is none.</exception>
    public static bool DeleteIn(string root, string path, uint owner)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        int end = path.LastIndexOf('/');
        string name = path[(end + 1)..];
        string shown = Show(root, path);
        using SafeFileHandle folder = OpenFrom(root, end > 0 ? path[..end] : "/", Libc.O_PATH | Libc.O_DIRECTORY, shown);
        using (SafeFileHandle place = OpenFrom(folder, name, Libc.O_PATH | Libc.O_NOFOLLOW, shown))
        {
            FileStatus status = FileStatus.Of(place);
            if (!status.IsRegular || status.UserId != owner)
                return false;
        }

        return Libc.UnlinkAt(folder, name, flags: 0) == 0 ? true : throw new KernelException("delete", shown, KernelException.LastErrno());
    }

    private static string Show(string root, string path) => $"{root}/{path.TrimStart('/')}";

    private static SafeFileHandle OpenFrom(string root, string path, int flags, string shown)
    {
        using SafeFileHandle folder = OpenAnywhere(root, Libc.O_PATH | Libc.O_DIRECTORY);
        return OpenFrom(folder, path, flags, shown);
    }

    private static SafeFileHandle OpenFrom(SafeFileHandle folder, string path, int flags, string shown)
    {
        var how = new Libc.OpenHow
        {
            Flags = (ulong)(Libc.O_CLOEXEC | flags),
            Resolve = Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS,
        };
        bool held = false;
        try
        {
            folder.DangerousAddRef(ref held);
            nint fd;
            Errno errno;
            int tries = 0;
            do
            {
                fd = Libc.OpenAt2(Libc.OpenAt2Number, folder.DangerousGetHandle(), path, &how, (nuint)sizeof(Libc.OpenHow));
                errno = KernelException.LastErrno();
                tries++;
            }
            while (fd < 0 && (errno == Errno.EINTR || (errno == Errno.EAGAIN && tries < MostTries)));
            return fd < 0
                ? throw new KernelException("open", shown, errno, Remedies.ForOpening(errno))
                : new SafeFileHandle(fd, ownsHandle: true);
        }
        finally
        {
            if (held)
                folder.DangerousRelease();
        }
    }

    private static SafeFileHandle OpenAnywhere(string path, int flags)
    {
        int fd;
        Errno errno;
        do
        {
            fd = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | flags);
            errno = KernelException.LastErrno();
        }
        while (fd < 0 && errno == Errno.EINTR);
        return fd < 0
            ? throw new KernelException("open", path, errno, Remedies.ForOpening(errno))
            : new SafeFileHandle(fd, ownsHandle: true);
    }

    // What was opened is looked at, not its path, which may lead elsewhere by now.
    private static SafeFileHandle Check(SafeFileHandle handle, string path)
    {
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

    // Of "/proc/PID/root", where a path begins with it.
    private static int RootLength(string path)
    {
        const string Proc = "/proc/";
        const string Root = "/root/";
        if (!path.StartsWith(Proc, StringComparison.Ordinal))
            return 0;
        int end = path.IndexOf('/', Proc.Length);
        return end > 0 && int.TryParse(path.AsSpan(Proc.Length, end - Proc.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && path.AsSpan(end).StartsWith(Root, StringComparison.Ordinal)
            ? end + Root.Length - 1
            : 0;
    }
}
