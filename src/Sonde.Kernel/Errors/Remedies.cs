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
}
