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

    public static string? ForOpening(Errno errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => "This user may not read it: run with sudo, or add cap_dac_read_search.",
        _ => ForDescriptors(errno),
    };

    public static string? ForWaiting(Errno errno) => errno switch
    {
        Errno.EPERM =>
            "Only what can become readable can be waited on, such as a ring, a perf event, a pipe or a socket; a regular file cannot.",
        Errno.EEXIST => "The loop waits on this descriptor already: dispose that registration first.",
        Errno.ENOSPC => "This user waits on too many descriptors: raise it with 'sysctl fs.epoll.max_user_watches'.",
        _ => null,
    };
}
