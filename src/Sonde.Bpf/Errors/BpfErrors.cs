using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Builds the exceptions of this package, so that the same error reads the same everywhere.</summary>
internal static class BpfErrors
{
    public static BpfException Failed(string operation, string? subject, Errno errno, KernelFeatures needs, string? remedy = null)
        => new(operation, subject, errno, remedy ?? Remedy(errno, needs));

    /// <summary>A failure that is known whole: one sentence of cause and remedy.</summary>
    public static BpfException Refused(string operation, string? subject, Errno errno, string cause)
    {
        string what = subject is null ? operation : $"{operation} {subject}";
        return new BpfException($"{what}: {cause}", operation, subject, errno, cause);
    }

    public static InvalidOperationException NotLoaded(string what)
        => new($"{what} exists in the kernel only after Load(): call it first.");

    public static InvalidOperationException AlreadyLoaded(string what)
        => new($"{what} can be changed only before Load().");

    /// <summary>What a process without CAP_NET_ADMIN may lack, or null when it has it.</summary>
    public static string? WhyNoNetwork() => CapabilitySet.Effective is var held && (held.Has(Capability.NetAdmin) || !held.CanTrace)
        ? null
        : "Programs and maps of the network (XDP, tc, cgroup, sockets, devices) need CAP_NET_ADMIN too, which this process does not have.";

    private static string? Remedy(Errno errno, KernelFeatures needs) => errno switch
    {
        Errno.EPERM or Errno.EACCES => KernelDoctor.Examine().Explain(needs)
            ?? WhyNoNetwork()
            ?? "The kernel refused although the capabilities are there: look for seccomp, lockdown or a security module (dmesg may say).",
        Errno.EMFILE => "This process has no file descriptor left: raise the limit with 'ulimit -n 65536' or LimitNOFILE= of its service.",
        Errno.ENOMEM => "The kernel had no memory for it: make the maps smaller or raise the memory limit of the cgroup.",
        _ => needs == KernelFeatures.None ? null : KernelDoctor.Examine().Explain(needs),
    };
}
