namespace Sonde.Kernel.Tests;

public sealed class KernelReportTests : IDisposable
{
    private readonly KernelTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Only_checks_that_affect_a_feature_block_it()
    {
        _tree.Remove("/sys/kernel/btf/vmlinux");
        KernelReport report = _tree.Examine();

        Assert.Equal("kernel BTF", Assert.Single(report.Blockers(KernelFeatures.Fentry)).Name);
        Assert.Equal("kernel BTF", Assert.Single(report.Blockers(KernelFeatures.Kprobe | KernelFeatures.Btf)).Name);
        Assert.Empty(report.Blockers(KernelFeatures.Kprobe));
        Assert.False(report.Allows(KernelFeatures.Kprobe | KernelFeatures.Btf));
        Assert.True(report.Allows(KernelFeatures.Kprobe));
        Assert.True(report.Allows(KernelFeatures.None));
    }

    [Fact]
    public void A_limit_blocks_nothing()
    {
        _tree.Process(new CapabilitySet(ulong.MaxValue), seccomp: 2);

        Assert.True(_tree.Examine().Allows(KernelFeatures.Bpf));
        Assert.Null(_tree.Examine().Explain(KernelFeatures.Bpf));
    }

    [Fact]
    public void The_explanation_has_value_need_and_remedy_of_each_blocker()
    {
        _tree.Remove("/sys/bus/event_source/devices/kprobe");
        _tree.Write("/proc/sys/kernel/kptr_restrict", "2");

        Assert.Equal(
            "kptr_restrict is 2, needed: 0 or 1, with CAP_SYSLOG; sudo sysctl kernel.kptr_restrict=1. "
            + "kprobes is not in this kernel, needed: CONFIG_KPROBE_EVENTS; use a tracepoint, raw tracepoint or uprobe instead, "
            + "or boot a distribution kernel.",
            _tree.Examine().Explain(KernelFeatures.Kprobe | KernelFeatures.KernelSymbols));
    }

    [Fact]
    public void The_text_has_a_line_a_check_and_what_to_do_where_it_is_not_good()
    {
        _tree.Remove("/sys/kernel/btf/vmlinux");
        string[] lines = _tree.Examine().ToString().Split('\n');

        Assert.Equal("kernel 6.12.3-amd64", lines[0]);
        Assert.Contains("good     BPF JIT                    1", lines);
        Assert.Contains(
            "blocked  kernel BTF                 missing (needed: /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)); "
            + "boot a kernel with BTF; programs that use no kernel types work without",
            lines);
    }
}
