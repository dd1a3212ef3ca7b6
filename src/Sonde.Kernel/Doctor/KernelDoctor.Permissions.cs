using System.Globalization;

namespace Sonde.Kernel;

public sealed partial class KernelDoctor
{
    private const KernelFeatures Programs =
        KernelFeatures.Tracepoint | KernelFeatures.Kprobe | KernelFeatures.Uprobe | KernelFeatures.Fentry;

    private bool HasBpf => _capabilities.Has(Capability.Bpf) || _capabilities.Has(Capability.SysAdmin);

    private bool HasPerfMon => _capabilities.Has(Capability.PerfMon) || _capabilities.Has(Capability.SysAdmin);

    private KernelCheck Version() => _version is null
        ? Unknown("kernel", "not readable", "5.10 or newer")
        : Check("kernel", !IsOlderThan(5, 10), _version.Release, "5.10 or newer", "boot a newer kernel", KernelFeatures.Bpf | Programs);

    private KernelCheck Capabilities()
    {
        // CAP_BPF and CAP_PERFMON were split off CAP_SYS_ADMIN in 5.8.
        bool split = !IsOlderThan(5, 8);
        bool uncounted = IsInUserNamespace && _held.CanTrace;
        string remedy = uncounted
            ? "run it outside of the user namespace: as root of the host, or in a container that is not rootless"
            : split
                ? "run it with sudo, or 'sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search,cap_syslog+ep PROGRAM'"
                : "run it with sudo";
        return Check(
            "capabilities",
            HasBpf && HasPerfMon,
            uncounted ? $"{_held}, in a user namespace, where they do not count" : _held.ToString(),
            split ? "CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN" : "CAP_SYS_ADMIN",
            remedy,
            HasBpf ? Programs : KernelFeatures.Bpf | KernelFeatures.Pinning | Programs);
    }

    private KernelCheck UnprivilegedBpf()
    {
        const string name = "unprivileged_bpf_disabled";
        const string path = "/proc/sys/kernel/unprivileged_bpf_disabled";
        const string needed = "CAP_BPF or CAP_SYS_ADMIN";
        string? found = _files.Read(path);
        if (found is null)
        {
            // The setting comes with bpf(2), and everyone may read it.
            return _version is null || _files.Exists(path)
                ? Unknown(name, "not readable", needed)
                : Check(
                    name, false, "missing: this kernel has no bpf(2)", "CONFIG_BPF_SYSCALL", "boot a kernel with CONFIG_BPF_SYSCALL",
                    KernelFeatures.Bpf | KernelFeatures.Pinning | Programs);
        }

        // 0: anyone may load socket filters. 1: nobody without the capability until the next boot. 2: the same, but root may change it.
        string limits = found == "0" ? "0: maps and socket filters only, without CAP_BPF" : $"{found}, without CAP_BPF";
        return Check(
            name,
            HasBpf,
            HasBpf ? $"{found}, of no effect with CAP_BPF or CAP_SYS_ADMIN" : limits,
            needed,
            "run it with sudo, or add cap_bpf: lowering the setting would allow no tracing program",
            KernelFeatures.Bpf,
            found == "0" ? CheckStatus.Limited : CheckStatus.Blocked);
    }

    private KernelCheck PerfEventParanoid()
    {
        const string name = "perf_event_paranoid";
        const string needed = "-1, or CAP_PERFMON";
        string? found = _files.Read("/proc/sys/kernel/perf_event_paranoid");
        if (found is null)
        {
            // Kprobes, uprobes and tracepoints are attached through perf events.
            return Check(
                name, false, "missing: this kernel has no perf events", "CONFIG_PERF_EVENTS", "boot a kernel with CONFIG_PERF_EVENTS",
                KernelFeatures.PerfEvents | (Programs & ~KernelFeatures.Fentry));
        }

        if (HasPerfMon)
            return Check(name, true, $"{found}, of no effect with CAP_PERFMON or CAP_SYS_ADMIN", needed, null, KernelFeatures.PerfEvents);
        if (Paranoia is not { } level)
            return Unknown(name, found, needed);

        // Documentation/admin-guide/sysctl/kernel.rst; 3 (Debian) and 4 (Ubuntu) are patches of distributions.
        string? limit = level switch
        {
            <= -1 => null,
            0 => "no raw tracepoints",
            1 => "own processes only",
            2 => "own processes in user space only",
            _ => "none without CAP_PERFMON",
        };
        return Check(
            name,
            limit is null,
            limit is null ? found : $"{found}: {limit}",
            needed,
            "sudo sysctl kernel.perf_event_paranoid=-1",
            KernelFeatures.PerfEvents,
            level >= 3 ? CheckStatus.Blocked : CheckStatus.Limited);
    }

    private int? Paranoia => int.TryParse(
        _files.Read("/proc/sys/kernel/perf_event_paranoid"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int level)
        ? level
        : null;

    private KernelCheck KptrRestrict()
    {
        const string name = "kptr_restrict";
        const string needed = "0 or 1, with CAP_SYSLOG";
        if (!_files.Exists("/proc/kallsyms"))
        {
            return Check(
                name, false, "without effect: this kernel has no /proc/kallsyms", "CONFIG_KALLSYMS", "boot a kernel with CONFIG_KALLSYMS",
                KernelFeatures.KernelSymbols);
        }

        if (_files.Read("/proc/sys/kernel/kptr_restrict") is not { } found)
            return Unknown(name, "not readable", needed);

        // kallsyms_show_value() of the kernel: 0 is enough for those who may profile it, 2 hides addresses from everyone.
        bool privileged = _capabilities.Has(Capability.Syslog);
        bool good = found switch
        {
            "0" => privileged || Paranoia <= 1,
            "1" => privileged,
            _ => false,
        };
        const string privilege = "run it with sudo, or add cap_syslog";
        const string lower = "sudo sysctl kernel.kptr_restrict=1";
        return Check(
            name,
            good,
            privileged || good ? found : $"{found}, without CAP_SYSLOG",
            needed,
            found is "0" or "1" ? privilege : privileged ? lower : $"{lower}, and {privilege}",
            KernelFeatures.KernelSymbols);
    }

    private KernelCheck Lockdown()
    {
        const string needed = "none or integrity";

        // The mode in force stands in brackets: "[none] integrity confidentiality".
        string? modes = _files.Read("/sys/kernel/security/lockdown");
        if (modes is null)
        {
            return Unknown(
                "lockdown",
                "securityfs is not mounted, or lockdown not in this kernel",
                needed,
                "to see it: sudo mount -t securityfs securityfs /sys/kernel/security");
        }

        int start = modes.IndexOf('[', StringComparison.Ordinal);
        int end = modes.IndexOf(']', StringComparison.Ordinal);
        string mode = start >= 0 && end > start ? modes[(start + 1)..end] : modes;
        bool locked = mode == "confidentiality";

        // Uprobes, fentry, raw tracepoints and maps go on to work there.
        return Check(
            "lockdown",
            !locked,
            locked ? "confidentiality: no tracefs, no kprobes, no bpf_probe_read_kernel" : mode,
            needed,
            "boot without lockdown=confidentiality (it cannot be lowered while the kernel runs)",
            KernelFeatures.Tracepoint | KernelFeatures.Kprobe);
    }

    private KernelCheck Seccomp()
    {
        const string needed = "no filter, or one that lets bpf and perf_event_open pass";
        string? line = _status?.Split('\n').FirstOrDefault(l => l.StartsWith("Seccomp:", StringComparison.Ordinal));
        string? mode = line?["Seccomp:".Length..].Trim();
        if (mode is null)
            return Unknown("seccomp", "not readable", needed);
        return Check(
            "seccomp",
            mode == "0",
            mode == "0" ? "no filter" : "a filter is on: bpf and perf_event_open may be refused with EPERM",
            needed,
            "in a container use --privileged, or --security-opt seccomp=unconfined with --cap-add BPF --cap-add PERFMON",
            KernelFeatures.Bpf | KernelFeatures.PerfEvents | Programs,
            CheckStatus.Limited);
    }

    private KernelCheck Memlock()
    {
        // Since 5.11 BPF memory is charged to the memory cgroup and the limit does not count.
        bool charged = IsOlderThan(5, 11);
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
