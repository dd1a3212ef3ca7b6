namespace Sonde.Kernel;

public sealed partial class KernelDoctor
{
    private const KernelFeatures Tracing = KernelFeatures.Tracepoint | KernelFeatures.Kprobe | KernelFeatures.Uprobe
        | KernelFeatures.Fentry | KernelFeatures.PerfEvents;

    private KernelCheck Version() => Check(
        "kernel",
        _version.IsAtLeast(5, 10),
        _version.Release,
        "5.10 or newer",
        "boot a newer kernel",
        KernelFeatures.Bpf);

    private KernelCheck Capabilities() => Check(
        "capabilities",
        _capabilities.CanTrace,
        _capabilities.ToString(),
        "CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN",
        "run it with sudo, or 'sudo setcap cap_bpf,cap_perfmon,cap_dac_override+ep PROGRAM'",
        KernelFeatures.Bpf | Tracing);

    private KernelCheck UnprivilegedBpf()
    {
        const string path = "/proc/sys/kernel/unprivileged_bpf_disabled";
        string? found = _files.Read(path);
        if (found is null)
            return new("unprivileged_bpf_disabled", CheckStatus.Unknown, "not readable", "0, or capabilities", null, KernelFeatures.None);
        bool capable = _capabilities.Has(Capability.Bpf) || _capabilities.Has(Capability.SysAdmin);
        return Check(
            "unprivileged_bpf_disabled",
            capable || found == "0",
            capable ? $"{found}, of no effect with CAP_BPF or CAP_SYS_ADMIN" : found,
            "0, or capabilities",
            "get the capabilities: without them even 0 allows no tracing program",
            KernelFeatures.Bpf);
    }

    private KernelCheck PerfEventParanoid()
    {
        string? found = _files.Read("/proc/sys/kernel/perf_event_paranoid");
        if (found is null)
        {
            return Check(
                "perf_event_paranoid", false, "missing", "perf events in the kernel (CONFIG_PERF_EVENTS)", null, Tracing & ~KernelFeatures.Fentry);
        }

        bool capable = _capabilities.Has(Capability.PerfMon) || _capabilities.Has(Capability.SysAdmin);
        bool open = int.TryParse(found, out int level) && level <= -1;
        return Check(
            "perf_event_paranoid",
            capable || open,
            capable ? $"{found}, of no effect with CAP_PERFMON or CAP_SYS_ADMIN" : found,
            "-1, or CAP_PERFMON",
            "sudo sysctl kernel.perf_event_paranoid=-1",
            KernelFeatures.PerfEvents);
    }

    private KernelCheck KptrRestrict()
    {
        string found = _files.Read("/proc/sys/kernel/kptr_restrict") ?? "not readable";
        bool privileged = _capabilities.Has(Capability.Syslog);
        bool good = found == "0" ? privileged || _capabilities.CanTrace : found == "1" && privileged;
        return Check(
            "kptr_restrict",
            good,
            privileged ? found : $"{found}, without CAP_SYSLOG",
            "0 or 1, with CAP_SYSLOG",
            found == "2" ? "sudo sysctl kernel.kptr_restrict=1" : "run it with sudo, or add cap_syslog",
            KernelFeatures.KernelSymbols);
    }

    private KernelCheck Lockdown()
    {
        // The mode in force stands in brackets: "[none] integrity confidentiality".
        string? modes = _files.Read("/sys/kernel/security/lockdown");
        if (modes is null)
        {
            return new(
                "lockdown",
                CheckStatus.Unknown,
                "securityfs is not mounted, or lockdown not in this kernel",
                "none or integrity",
                "to see it: sudo mount -t securityfs securityfs /sys/kernel/security",
                KernelFeatures.None);
        }

        int start = modes.IndexOf('[', StringComparison.Ordinal);
        int end = modes.IndexOf(']', StringComparison.Ordinal);
        string mode = start >= 0 && end > start ? modes[(start + 1)..end] : modes;
        return Check(
            "lockdown",
            mode != "confidentiality",
            mode,
            "none or integrity",
            "boot without lockdown=confidentiality (it cannot be lowered while the kernel runs)",
            KernelFeatures.Bpf | Tracing);
    }

    private KernelCheck Seccomp()
    {
        string status = _files.Read("/proc/thread-self/status") ?? "";
        bool filtered = status.Split('\n').Any(l => l.StartsWith("Seccomp:", StringComparison.Ordinal) && l.TrimEnd().EndsWith('2'));
        return Check(
            "seccomp",
            !filtered,
            filtered ? "a filter is on: bpf and perf_event_open may be refused with EPERM" : "no filter",
            "no filter, or one that lets bpf and perf_event_open pass",
            "in a container use --privileged, or --security-opt seccomp=unconfined with the capabilities",
            KernelFeatures.Bpf | Tracing,
            CheckStatus.Limited);
    }

    private KernelCheck Memlock()
    {
        // Since 5.11 BPF memory is charged to the memory cgroup and the limit does not count.
        bool charged = !_version.IsAtLeast(5, 11);
        bool unlimited = _memlockLimit == ulong.MaxValue;
        bool good = !charged || unlimited || _capabilities.Has(Capability.SysResource);
        string limit = unlimited ? "unlimited" : $"{_memlockLimit / 1024} KiB";
        return Check(
            "RLIMIT_MEMLOCK",
            good,
            charged ? limit : $"{limit}, of no effect on BPF since 5.11",
            "unlimited, or CAP_SYS_RESOURCE to raise it",
            "ulimit -l unlimited, or LimitMEMLOCK=infinity of its service",
            KernelFeatures.Bpf,
            CheckStatus.Limited);
    }
}
