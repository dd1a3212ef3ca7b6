namespace Sonde.Kernel.Tests;

/// <summary>Single checks over the values that they can find.</summary>
public sealed class KernelDoctorRuleTests : IDisposable
{
    private readonly KernelTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("0", 1, false, CheckStatus.Good, "0", null)]
    [InlineData("0", 2, false, CheckStatus.Blocked, "0, without CAP_SYSLOG", "run it with sudo, or add cap_syslog")]
    [InlineData("0", 4, true, CheckStatus.Good, "0", null)]
    [InlineData("1", -1, false, CheckStatus.Blocked, "1, without CAP_SYSLOG", "run it with sudo, or add cap_syslog")]
    [InlineData("1", 2, true, CheckStatus.Good, "1", null)]
    [InlineData("2", -1, true, CheckStatus.Blocked, "2", "sudo sysctl kernel.kptr_restrict=1")]
    [InlineData("2", -1, false, CheckStatus.Blocked, "2, without CAP_SYSLOG", "sudo sysctl kernel.kptr_restrict=1, and run it with sudo, or add cap_syslog")]
    public void Addresses_are_shown_by_three_rules(string restrict, int paranoid, bool syslog, CheckStatus status, string found, string? remedy)
    {
        _tree.Write("/proc/sys/kernel/kptr_restrict", restrict);
        _tree.Write("/proc/sys/kernel/perf_event_paranoid", $"{paranoid}");
        _tree.Process(syslog ? KernelTree.Set(Capability.Syslog) : KernelTree.Set(Capability.Bpf, Capability.PerfMon));
        KernelCheck check = _tree.Check("kptr_restrict");

        Assert.Equal((status, found, remedy), (check.Status, check.Found, check.Remedy));
        Assert.Equal(status == CheckStatus.Good, _tree.Examine().Allows(KernelFeatures.KernelSymbols));
    }

    [Fact]
    public void Without_kallsyms_no_setting_shows_addresses()
    {
        _tree.Remove("/proc/kallsyms");

        Assert.Equal((CheckStatus.Blocked, "CONFIG_KALLSYMS"), (_tree.Check("kptr_restrict").Status, _tree.Check("kptr_restrict").Needed));
    }

    [Theory]
    [InlineData("-1", CheckStatus.Good, "-1")]
    [InlineData("0", CheckStatus.Limited, "0: no raw tracepoints")]
    [InlineData("1", CheckStatus.Limited, "1: own processes only")]
    [InlineData("2", CheckStatus.Limited, "2: own processes in user space only")]
    [InlineData("3", CheckStatus.Blocked, "3: none without CAP_PERFMON")]
    [InlineData("4", CheckStatus.Blocked, "4: none without CAP_PERFMON")]
    [InlineData("much", CheckStatus.Unknown, "much")]
    public void Without_CAP_PERFMON_the_level_of_paranoia_counts(string level, CheckStatus status, string found)
    {
        _tree.Write("/proc/sys/kernel/perf_event_paranoid", level);
        _tree.Process(KernelTree.Set(Capability.Bpf));
        KernelCheck check = _tree.Check("perf_event_paranoid");

        Assert.Equal((status, found), (check.Status, check.Found));
        Assert.Equal(status is CheckStatus.Limited or CheckStatus.Blocked ? "sudo sysctl kernel.perf_event_paranoid=-1" : null, check.Remedy);
    }

    [Theory]
    [InlineData(Capability.PerfMon)]
    [InlineData(Capability.SysAdmin)]
    public void With_the_capability_it_does_not(Capability capability)
    {
        _tree.Write("/proc/sys/kernel/perf_event_paranoid", "4");
        _tree.Process(KernelTree.Set(capability));

        Assert.Equal("4, of no effect with CAP_PERFMON or CAP_SYS_ADMIN", _tree.Check("perf_event_paranoid").Found);
        Assert.Equal(CheckStatus.Good, _tree.Check("perf_event_paranoid").Status);
    }

    [Fact]
    public void Without_perf_events_only_fentry_is_left_of_the_hooks()
    {
        _tree.Remove("/proc/sys/kernel/perf_event_paranoid");
        KernelReport report = _tree.Examine();

        Assert.Equal("CONFIG_PERF_EVENTS", _tree.Check("perf_event_paranoid").Needed);
        Assert.True(report.Allows(KernelFeatures.Fentry));
        Assert.False(report.Allows(KernelFeatures.Kprobe) || report.Allows(KernelFeatures.Uprobe) || report.Allows(KernelFeatures.PerfEvents));
    }

    [Theory]
    [InlineData("0", CheckStatus.Limited, "0: maps and socket filters only, without CAP_BPF")]
    [InlineData("1", CheckStatus.Blocked, "1, without CAP_BPF")]
    [InlineData("2", CheckStatus.Blocked, "2, without CAP_BPF")]
    public void Unprivileged_BPF_is_never_enough_for_tracing(string setting, CheckStatus status, string found)
    {
        _tree.Write("/proc/sys/kernel/unprivileged_bpf_disabled", setting);
        _tree.Process(default);
        KernelCheck check = _tree.Check("unprivileged_bpf_disabled");

        Assert.Equal((status, found), (check.Status, check.Found));
        Assert.Contains("add cap_bpf", check.Remedy, StringComparison.Ordinal);
        Assert.False(_tree.Examine().Allows(KernelFeatures.Kprobe));
    }

    [Fact]
    public void A_kernel_without_that_setting_has_no_BPF()
    {
        _tree.Remove("/proc/sys/kernel/unprivileged_bpf_disabled");

        Assert.Equal("CONFIG_BPF_SYSCALL", _tree.Check("unprivileged_bpf_disabled").Needed);
        Assert.False(_tree.Examine().Allows(KernelFeatures.Bpf));
    }

    [Fact]
    public void Kprobes_may_be_switched_off()
    {
        _tree.Write("/sys/kernel/debug/kprobes/enabled", "0\n");
        KernelCheck check = _tree.Check("kprobes");

        Assert.Equal(
            (CheckStatus.Blocked, "switched off", "on", "echo 1 | sudo tee /sys/kernel/debug/kprobes/enabled"),
            (check.Status, check.Found, check.Needed, check.Remedy));
    }

    [Fact]
    public void Uprobes_may_be_missing()
    {
        _tree.Remove("/sys/bus/event_source/devices/uprobe");
        KernelCheck check = _tree.Check("uprobes");

        Assert.Equal((CheckStatus.Blocked, "CONFIG_UPROBE_EVENTS", KernelFeatures.Uprobe), (check.Status, check.Needed, check.Affects));
    }

    [Fact]
    public void The_function_tracer_may_be_switched_off_or_missing()
    {
        _tree.Write("/proc/sys/kernel/ftrace_enabled", "0\n");
        Assert.Equal("sudo sysctl kernel.ftrace_enabled=1", _tree.Check("ftrace").Remedy);
        Assert.Equal((CheckStatus.Blocked, "ftrace_enabled 0"), (_tree.Check("ftrace").Status, _tree.Check("ftrace").Found));

        _tree.Remove("/proc/sys/kernel/ftrace_enabled");
        Assert.Equal((CheckStatus.Blocked, "not in this kernel"), (_tree.Check("ftrace").Status, _tree.Check("ftrace").Found));
    }

    [Fact]
    public void The_JIT_may_be_off_which_only_costs_time()
    {
        _tree.Write("/proc/sys/net/core/bpf_jit_enable", "0\n");
        KernelCheck check = _tree.Check("BPF JIT");

        Assert.Equal((CheckStatus.Limited, "0", "sudo sysctl net.core.bpf_jit_enable=1"), (check.Status, check.Found, check.Remedy));
    }

    [Fact]
    public void Tracefs_below_debugfs_is_good()
    {
        _tree.Remove("/sys/kernel/tracing");
        _tree.Write("/sys/kernel/debug/tracing/events/header_page", "");
        _tree.Mount(("/sys/kernel/debug", "debugfs"));

        Assert.Equal((CheckStatus.Good, "/sys/kernel/debug/tracing"), (_tree.Check("tracefs").Status, _tree.Check("tracefs").Found));
    }

    [Fact]
    public void Tracefs_elsewhere_is_found_by_no_loader()
    {
        _tree.Remove("/sys/kernel/tracing");
        _tree.Mount(("/mnt/trace", "tracefs"));
        KernelCheck check = _tree.Check("tracefs");

        Assert.Equal(
            (CheckStatus.Blocked, "/mnt/trace, where no loader looks", "sudo mount -t tracefs tracefs /sys/kernel/tracing"),
            (check.Status, check.Found, check.Remedy));
    }
}
