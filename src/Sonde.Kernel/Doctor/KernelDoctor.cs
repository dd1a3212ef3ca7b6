namespace Sonde.Kernel;

/// <summary>Finds out what this process may do on this kernel, and why not.</summary>
/// <remarks>It only reads <c>/proc</c> and <c>/sys</c>; it loads nothing and changes nothing.</remarks>
public sealed partial class KernelDoctor
{
    private readonly KernelFiles _files;
    private readonly string? _status;
    private readonly CapabilitySet _held;
    private readonly CapabilitySet _capabilities; // Those held that count for BPF and perf events.
    private readonly KernelVersion? _version;
    private readonly ulong _memlockLimit;

    internal KernelDoctor(KernelFiles files, ulong memlockLimit)
    {
        _files = files;
        _memlockLimit = memlockLimit;
        _version = files.Read("/proc/sys/kernel/osrelease") is { } release ? KernelVersion.Parse(release) : null;
        _status = files.Read("/proc/thread-self/status");
        _held = CapabilitySet.FromStatus(_status ?? "CapEff: 0");
        _capabilities = IsInUserNamespace ? default : _held;
    }

    /// <summary>Examines the running kernel and the calling thread.</summary>
    public static KernelReport Examine()
    {
        ulong limit = Libc.GetRlimit(Libc.RLIMIT_MEMLOCK, out Libc.ResourceLimit memlock) == 0 ? memlock.Soft : 0;
        return new KernelDoctor(new KernelFiles("/"), limit).Report();
    }

    internal KernelReport Report() => new(
        _version ?? new KernelVersion(0, 0, 0, "unknown"),
        [
            Version(), Capabilities(), UnprivilegedBpf(), PerfEventParanoid(), KptrRestrict(), Lockdown(), Seccomp(),
            Btf(), Jit(), Kprobes(), Uprobes(), Ftrace(), Tracefs(), Bpffs(), Memlock(),
        ]);

    // The number of the initial user namespace is fixed: PROC_USER_INIT_INO of include/linux/proc_ns.h.
    private bool IsInUserNamespace => _files.LinkTarget("/proc/self/ns/user") is { } link && link != "user:[4026531837]";

    private bool IsOlderThan(int major, int minor) => _version is not null && !_version.IsAtLeast(major, minor);

    private static KernelCheck Unknown(string name, string found, string needed, string? remedy = null)
        => new(name, CheckStatus.Unknown, found, needed, remedy, KernelFeatures.None);

    private static KernelCheck Check(
        string name, bool good, string found, string needed, string? remedy, KernelFeatures affects, CheckStatus bad = CheckStatus.Blocked)
        => new(name, good ? CheckStatus.Good : bad, found, needed, good ? null : remedy, affects);
}
