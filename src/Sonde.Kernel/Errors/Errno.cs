namespace Sonde.Kernel;

/// <summary>Error numbers of Linux, with the kernel's spelling. A number that is not listed is still a valid value.</summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = 1,

    /// <summary>No such file, entry or object.</summary>
    ENOENT = 2,

    /// <summary>No such process.</summary>
    ESRCH = 3,

    /// <summary>Interrupted by a signal.</summary>
    EINTR = 4,

    /// <summary>Input/output error.</summary>
    EIO = 5,

    /// <summary>No such device or address; BPF: no such CPU.</summary>
    ENXIO = 6,

    /// <summary>Argument list too long; BPF: attribute larger than this kernel knows, or a value too large.</summary>
    E2BIG = 7,

    /// <summary>Not an executable of the expected format.</summary>
    ENOEXEC = 8,

    /// <summary>Bad file descriptor.</summary>
    EBADF = 9,

    /// <summary>Try again.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied; BPF: the verifier refused the program.</summary>
    EACCES = 13,

    /// <summary>Bad address.</summary>
    EFAULT = 14,

    /// <summary>Device or object busy.</summary>
    EBUSY = 16,

    /// <summary>Already exists.</summary>
    EEXIST = 17,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>A part of the path is no folder.</summary>
    ENOTDIR = 20,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>Too many open files in the system.</summary>
    ENFILE = 23,

    /// <summary>Too many open files in this process.</summary>
    EMFILE = 24,

    /// <summary>No space left, or a buffer was too small.</summary>
    ENOSPC = 28,

    /// <summary>Function not implemented.</summary>
    ENOSYS = 38,

    /// <summary>A link that may not be followed, or too many of them.</summary>
    ELOOP = 40,

    /// <summary>Operation not supported.</summary>
    EOPNOTSUPP = 95,

    /// <summary>Operation not supported, as the kernel spells it inside (it does leak out of BPF calls).</summary>
    ENOTSUPP = 524,
}
