namespace Sonde.Kernel;

/// <summary>Finds out what this process may do on this kernel, and why not.</summary>
/// <remarks>It only reads <c>/proc</c> and <c>/sys</c>; it loads nothing and changes nothing.</remarks>
public sealed partial class KernelDoctor
{
    private readonly KernelFiles _files;
    private readonly CapabilitySet _capabilities;
    private readonly KernelVersion _version;
    private readonly ulong _memlockLimit;

    internal KernelDoctor(KernelFiles files, ulong memlockLimit)
    {
        _files = files;
        _memlockLimit = memlockLimit;
        _version = KernelVersion.Parse(files.Read("/proc/sys/kernel/osrelease") ?? "0.0");
        _capabilities = CapabilitySet.FromStatus(files.Read("/proc/thread-self/status") ?? "CapEff: 0");
    }

    /// <summary>Examines the running kernel and the calling thread.</summary>
    public static KernelReport Examine()
    {
        ulong limit = Libc.GetRlimit(Libc.RLIMIT_MEMLOCK, out Libc.ResourceLimit memlock) == 0 ? memlock.Soft : 0;
        return new KernelDoctor(new KernelFiles("/"), limit).Report();
    }

    internal KernelReport Report() => new(
        _version,
        [
            Version(), Capabilities(), UnprivilegedBpf(), PerfEventParanoid(), KptrRestrict(), Lockdown(), Seccomp(),
            Btf(), Jit(), Kprobes(), Uprobes(), Ftrace(), Tracefs(), Bpffs(), Memlock(),
        ]);

    private static KernelCheck Check(
        string name, bool good, string found, string needed, string? remedy, KernelFeatures affects, CheckStatus bad = CheckStatus.Blocked)
        => new(name, good ? CheckStatus.Good : bad, found, needed, good ? null : remedy, affects);
}
