namespace Sonde.Kernel.Tests;

/// <summary>Run by <see cref="LiveDoctorTests.The_doctors_findings_hold_for_nobody_too"/> as a user without rights.</summary>
public sealed class AsNobody
{
    private readonly KernelReport _report = KernelDoctor.Examine();

    private KernelCheck Check(string name) => _report.Checks.Single(c => c.Name == name);

    [Fact(Explicit = true)]
    public void Nobody_has_no_capabilities()
    {
        Assert.Equal((CheckStatus.Blocked, "none"), (Check("capabilities").Status, Check("capabilities").Found));
        Assert.Contains("setcap cap_bpf,cap_perfmon", _report.Explain(KernelFeatures.Bpf), StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void Nobody_may_attach_nothing()
        => Assert.All(
            [KernelFeatures.Tracepoint, KernelFeatures.Kprobe, KernelFeatures.Uprobe, KernelFeatures.Fentry],
            f => Assert.False(_report.Allows(f)));

    [Fact(Explicit = true)]
    public void Kernel_symbols_are_allowed_where_addresses_are_shown()
    {
        bool shown = LiveDoctorTests.ShowsAddresses();

        Assert.Equal(shown, _report.Allows(KernelFeatures.KernelSymbols));
        if (shown)
            Assert.NotEqual(0, KernelSymbols.Read().Count);
        else
            Assert.Contains("cap_syslog", Assert.Throws<KernelException>(KernelSymbols.Read).Message, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void Tracefs_is_good_where_a_tracepoint_can_be_read()
        => Assert.Equal(
            LiveDoctorTests.CanRead("/sys/kernel/tracing/events/sched/sched_switch/id"), Check("tracefs").Status == CheckStatus.Good);

    [Fact(Explicit = true)]
    public void A_closed_file_is_an_error_that_names_the_capability()
        => Assert.Contains(
            "add cap_dac_read_search", Assert.Throws<KernelException>(() => FdHandle.OpenRead("/etc/shadow")).Message, StringComparison.Ordinal);
}
