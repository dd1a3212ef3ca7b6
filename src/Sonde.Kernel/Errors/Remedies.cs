namespace Sonde.Kernel;

/// <summary>What to do about errors that mean the same wherever they come from.</summary>
internal static class Remedies
{
    public static string? ForDescriptors(Errno errno) => errno switch
    {
        Errno.EMFILE => "This process has no file descriptor left: raise the limit with 'ulimit -n 65536' or LimitNOFILE= of its service.",
        Errno.ENFILE => "The system has no file descriptor left: raise it with 'sysctl fs.file-max'.",
        _ => null,
    };

    public static string? ForOpening(Errno errno) => errno is Errno.EPERM or Errno.EACCES ? ForReading(Held()) : ForDescriptors(errno);

    /// <summary>What to do when a file may not be read.</summary>
    /// <param name="held">What this thread may.</param>
    public static string ForReading(CapabilitySet held) => held.CanReadAnyFile
        ? "This user may read files of all users, so it is not the file's mode: a security module (AppArmor, SELinux) refuses, the file's owner is none of "
            + "this user namespace, it is in a FUSE file system of another user, or it is of a process that takes CAP_SYS_PTRACE."
        : "This user may not read it: run with sudo, or add cap_dac_read_search.";

    /// <summary>What to do when another process may not be looked at.</summary>
    /// <param name="held">What this thread may.</param>
    /// <param name="isRoot">Whether its user is root.</param>
    public static string ForProcess(CapabilitySet held, bool isRoot)
    {
        if (held.Has(Capability.SysPtrace))
            return "CAP_SYS_PTRACE is there and does not count: the process is of another user namespace than this one's, or a security module (AppArmor, SELinux) refuses.";
        return isRoot
            ? "This root is without CAP_SYS_PTRACE, as it is in most containers: add it ('--cap-add SYS_PTRACE')."
            : "It belongs to another user, or keeps its own from looking at it: run as that user or with CAP_SYS_PTRACE.";
    }

    public static string ForProcess() => ForProcess(Held(), Environment.IsPrivilegedProcess);

    private static CapabilitySet Held()
    {
        try
        {
            return CapabilitySet.Effective;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // Without /proc nothing is known of it.
            return default;
        }
    }

    public static string? ForWaiting(Errno errno) => errno switch
    {
        Errno.EPERM =>
            "Only what can become readable can be waited on, such as a ring, a perf event, a pipe or a socket; a regular file cannot.",
        Errno.EEXIST => "The loop waits on this descriptor already: dispose that registration first.",
        Errno.ENOSPC => "This user waits on too many descriptors: raise it with 'sysctl fs.epoll.max_user_watches'.",
        _ => null,
    };
}
