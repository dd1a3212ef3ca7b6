namespace Sonde.Kernel.Tests;

/// <summary>Whole machines: what the doctor says of each.</summary>
public sealed class KernelDoctorTests : IDisposable
{
    private const KernelFeatures Everything = (KernelFeatures)0x1ff;
    private const KernelFeatures Programs = KernelFeatures.Tracepoint | KernelFeatures.Kprobe | KernelFeatures.Uprobe | KernelFeatures.Fentry;
    private readonly KernelTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private static void Is(KernelCheck check, CheckStatus status, string found, string needed, string? remedy)
        => Assert.Equal((status, found, needed, remedy), (check.Status, check.Found, check.Needed, check.Remedy));

    private static KernelFeatures Allowed(KernelReport report)
        => Enum.GetValues<KernelFeatures>().Where(f => report.Allows(f)).Aggregate(KernelFeatures.None, (all, f) => all | f);

    [Fact]
    public void Where_all_is_well_every_check_is_good_and_has_no_remedy()
    {
        KernelReport report = _tree.Examine();

        Assert.All(report.Checks, c => Assert.Equal((CheckStatus.Good, (string?)null), (c.Status, c.Remedy)));
        Assert.Equal(Everything, Allowed(report));
        Assert.Null(report.Explain(Everything));
        Assert.Equal(
            [
                "kernel", "capabilities", "unprivileged_bpf_disabled", "perf_event_paranoid", "kptr_restrict", "lockdown", "seccomp",
                "kernel BTF", "BPF JIT", "kprobes", "uprobes", "ftrace", "tracefs", "bpffs", "RLIMIT_MEMLOCK",
            ],
            report.Checks.Select(c => c.Name));
    }

    [Fact]
    public void An_unprivileged_user_is_told_which_capabilities_to_get()
    {
        _tree.Process(default);
        _tree.Remove("/sys/kernel/tracing/events");
        KernelReport report = _tree.Examine(memlockLimit: 64 * 1024);

        Is(
            _tree.Check("capabilities"), CheckStatus.Blocked, "none", "CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN",
            "run it with sudo, or 'sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search,cap_syslog+ep PROGRAM'");
        Is(
            _tree.Check("unprivileged_bpf_disabled"), CheckStatus.Blocked, "2, without CAP_BPF", "CAP_BPF or CAP_SYS_ADMIN",
            "run it with sudo, or add cap_bpf: lowering the setting would allow no tracing program");
        Is(
            _tree.Check("perf_event_paranoid"), CheckStatus.Blocked, "3: none without CAP_PERFMON", "-1, or CAP_PERFMON",
            "sudo sysctl kernel.perf_event_paranoid=-1");
        Is(
            _tree.Check("kptr_restrict"), CheckStatus.Blocked, "1, without CAP_SYSLOG", "0 or 1, with CAP_SYSLOG",
            "run it with sudo, or add cap_syslog");
        Is(
            _tree.Check("tracefs"), CheckStatus.Blocked, "/sys/kernel/tracing, not readable by this user", "mounted and readable",
            "run it with sudo, or add cap_dac_read_search");
        Assert.Equal(KernelFeatures.Btf, Allowed(report));
        Assert.Equal(CheckStatus.Good, _tree.Check("RLIMIT_MEMLOCK", 64 * 1024).Status);
    }

    [Fact]
    public void A_container_with_a_filter_is_told_of_seccomp_although_nothing_is_sure()
    {
        _tree.Process(KernelTree.Set(Capability.DacOverride, Capability.Bpf, Capability.PerfMon, Capability.Syslog), seccomp: 2);
        _tree.Remove("/proc/sys/net/core/bpf_jit_enable");
        _tree.Remove("/sys/kernel/security/lockdown");
        _tree.Mount(("/sys", "sysfs"));
        _tree.Remove("/sys/kernel/tracing");

        Is(
            _tree.Check("seccomp"), CheckStatus.Limited, "a filter is on: bpf and perf_event_open may be refused with EPERM",
            "no filter, or one that lets bpf and perf_event_open pass",
            "in a container use --privileged, or --security-opt seccomp=unconfined with --cap-add BPF --cap-add PERFMON");
        Is(
            _tree.Check("tracefs"), CheckStatus.Blocked, "not mounted", "mounted and readable",
            "sudo mount -t tracefs tracefs /sys/kernel/tracing");
        Is(_tree.Check("bpffs"), CheckStatus.Blocked, "not mounted", "mounted", "sudo mount -t bpf bpf /sys/fs/bpf");
        Assert.Equal(CheckStatus.Unknown, _tree.Check("BPF JIT").Status);
        Assert.Equal(CheckStatus.Unknown, _tree.Check("lockdown").Status);
        Assert.Contains("mount -t securityfs", _tree.Check("lockdown").Remedy, StringComparison.Ordinal);
        Assert.Equal(Everything & ~(KernelFeatures.Tracepoint | KernelFeatures.Pinning), Allowed(_tree.Examine()));
    }

    [Fact]
    public void In_a_rootless_container_capabilities_do_not_count()
    {
        _tree.Link("/proc/self/ns/user", "user:[4026532999]");
        KernelCheck check = _tree.Check("capabilities");

        Assert.Equal(CheckStatus.Blocked, check.Status);
        Assert.EndsWith("CAP_PERFMON CAP_BPF, in a user namespace, where they do not count", check.Found, StringComparison.Ordinal);
        Assert.Equal("run it outside of the user namespace: as root of the host, or in a container that is not rootless", check.Remedy);
        Assert.Equal(CheckStatus.Blocked, _tree.Check("kptr_restrict").Status);
        Assert.Equal(CheckStatus.Blocked, _tree.Check("perf_event_paranoid").Status);
        Assert.False(_tree.Examine().Allows(KernelFeatures.Bpf));
    }

    [Fact]
    public void A_locked_down_kernel_keeps_what_needs_neither_tracefs_nor_kprobes()
    {
        _tree.Write("/sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
        _tree.Remove("/sys/kernel/tracing/events");
        _tree.Remove("/sys/kernel/tracing/available_filter_functions");

        Is(
            _tree.Check("lockdown"), CheckStatus.Blocked, "confidentiality: no tracefs, no kprobes, no bpf_probe_read_kernel",
            "none or integrity", "boot without lockdown=confidentiality (it cannot be lowered while the kernel runs)");
        Is(
            _tree.Check("tracefs"), CheckStatus.Blocked, "/sys/kernel/tracing, closed even to root", "mounted and readable",
            "boot without lockdown=confidentiality; use raw tracepoints or tp_btf instead");
        Assert.Equal(Everything & ~(KernelFeatures.Tracepoint | KernelFeatures.Kprobe), Allowed(_tree.Examine()));
    }

    [Fact]
    public void A_kernel_that_closes_the_function_tracer_to_root_has_no_fentry()
    {
        _tree.Write("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
        _tree.Close("/sys/kernel/tracing/available_filter_functions");

        Is(_tree.Check("lockdown"), CheckStatus.Good, "integrity", "none or integrity", null);
        Is(
            _tree.Check("ftrace"), CheckStatus.Blocked, "closed even to root", "the dynamic function tracer, switched on",
            "boot without lockdown, or use tp_btf, a tracepoint or a uprobe instead");
        Assert.Equal(Everything & ~KernelFeatures.Fentry, Allowed(_tree.Examine()));
    }

    [Fact]
    public void Without_kprobes_another_hook_is_named()
    {
        _tree.Remove("/sys/bus/event_source/devices/kprobe");

        Is(
            _tree.Check("kprobes"), CheckStatus.Blocked, "not in this kernel", "CONFIG_KPROBE_EVENTS",
            "use a tracepoint, raw tracepoint or uprobe instead, or boot a distribution kernel");
        Assert.Equal(Everything & ~KernelFeatures.Kprobe, Allowed(_tree.Examine()));
    }

    [Fact]
    public void Without_BTF_fentry_goes_too()
    {
        _tree.Remove("/sys/kernel/btf/vmlinux");

        Is(
            _tree.Check("kernel BTF"), CheckStatus.Blocked, "missing", "/sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)",
            "boot a kernel with BTF; programs that use no kernel types work without");
        Assert.Equal(Everything & ~(KernelFeatures.Btf | KernelFeatures.Fentry), Allowed(_tree.Examine()));
    }

    [Fact]
    public void On_5_10_a_small_memlock_limit_counts_unless_it_can_be_raised()
    {
        _tree.Write("/proc/sys/kernel/osrelease", "5.10.0-32-amd64\n");
        _tree.Process(KernelTree.Set(Capability.Bpf, Capability.PerfMon));

        Is(
            _tree.Check("RLIMIT_MEMLOCK", 64 * 1024), CheckStatus.Limited, "64 KiB", "unlimited, or CAP_SYS_RESOURCE to raise it",
            "ulimit -l unlimited, or LimitMEMLOCK=infinity of its service");
        Assert.Equal((CheckStatus.Good, "unlimited"), (_tree.Check("RLIMIT_MEMLOCK").Status, _tree.Check("RLIMIT_MEMLOCK").Found));
        _tree.Process(KernelTree.Set(Capability.Bpf, Capability.PerfMon, Capability.SysResource));
        Assert.Equal(CheckStatus.Good, _tree.Check("RLIMIT_MEMLOCK", 64 * 1024).Status);
        Assert.True(_tree.Examine(64 * 1024).Allows(KernelFeatures.Bpf));
    }

    [Fact]
    public void Since_5_11_the_memlock_limit_does_not_count()
    {
        _tree.Write("/proc/sys/kernel/osrelease", "5.11.0\n");
        _tree.Process(KernelTree.Set(Capability.Bpf, Capability.PerfMon));

        Is(
            _tree.Check("RLIMIT_MEMLOCK", 64 * 1024), CheckStatus.Good, "64 KiB, of no effect on BPF since 5.11",
            "unlimited, or CAP_SYS_RESOURCE to raise it", null);
    }

    [Fact]
    public void A_kernel_before_5_8_has_only_the_old_capability()
    {
        _tree.Write("/proc/sys/kernel/osrelease", "5.4.0-150-generic\n");
        _tree.Process(default);

        Is(_tree.Check("capabilities"), CheckStatus.Blocked, "none", "CAP_SYS_ADMIN", "run it with sudo");
        Is(_tree.Check("kernel"), CheckStatus.Blocked, "5.4.0-150-generic", "5.10 or newer", "boot a newer kernel");
        Assert.False(_tree.Examine().Allows(KernelFeatures.Uprobe));

        _tree.Process(new CapabilitySet(0x3fffffffff)); // All that 5.4 has.
        Assert.Equal(CheckStatus.Good, _tree.Check("capabilities").Status);
    }

    [Fact]
    public void Without_any_file_nothing_is_claimed_that_is_not_known()
    {
        using var empty = new KernelTree();
        foreach (string path in new[] { "/proc", "/sys" })
            empty.Remove(path);
        KernelReport report = empty.Examine();

        Assert.Equal("unknown", report.Version.Release);
        Assert.Equal(CheckStatus.Unknown, report.Checks.Single(c => c.Name == "kernel").Status);
        Assert.Equal(CheckStatus.Unknown, report.Checks.Single(c => c.Name == "seccomp").Status);
        Assert.Equal(CheckStatus.Unknown, report.Checks.Single(c => c.Name == "unprivileged_bpf_disabled").Status);
        Assert.False(report.Allows(KernelFeatures.Bpf));
    }

    [Fact]
    public void CAP_BPF_alone_loads_and_pins_but_attaches_nothing()
    {
        _tree.Process(KernelTree.Set(Capability.Bpf, Capability.DacReadSearch));
        KernelReport report = _tree.Examine();

        Assert.True(report.Allows(KernelFeatures.Bpf | KernelFeatures.Pinning));
        Assert.Equal(KernelFeatures.None, Allowed(report) & Programs);
    }

    [Fact]
    public void CAP_PERFMON_alone_is_enough_for_perf_events()
    {
        _tree.Process(KernelTree.Set(Capability.PerfMon));
        KernelReport report = _tree.Examine();

        Assert.True(report.Allows(KernelFeatures.PerfEvents));
        Assert.False(report.Allows(KernelFeatures.Bpf));
    }
}
