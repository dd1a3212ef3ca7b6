using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Perf events, static probes, replaced functions, cookies, security hooks.</summary>
public sealed class OtherLinkTests : IDisposable
{
    private const int Calls = 1000;
    private readonly Attachments _bpf = Attachments.Open();

    public OtherLinkTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        foreach (BpfProgram program in _bpf.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_clock_runs_the_program_on_every_busy_CPU()
    {
        TestKernel.Require(KernelFeatures.PerfEvents);
        Load(_bpf.Programs.OnClock);

        BpfLinks links = _bpf.Programs.OnClock.AttachCpuClock(frequency: 1000);

        Assert.Equal(CpuSet.Online.Count, links.Count);
        Assert.True(SpinWait.SpinUntil(() => _bpf.Bss.Calls >= 10, TimeSpan.FromSeconds(30)));
        links.Dispose();
        ulong seen = _bpf.Bss.Calls;
        SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(100));
        Assert.Equal(seen, _bpf.Bss.Calls);
    }

    [Fact]
    public void A_perf_event_of_the_caller_stays_the_callers()
    {
        TestKernel.Require(KernelFeatures.PerfEvents);
        Load(_bpf.Programs.OnClock);
        var attributes = new PerfEventAttributes { Type = PerfEventType.Software, SamplePeriod = 100_000 };
        using FdHandle perfEvent = PerfEventHandle.Open(in attributes, pid: 0);

        BpfLink link = _bpf.Programs.OnClock.AttachPerfEvent(perfEvent);
        Assert.True(SpinWait.SpinUntil(() => _bpf.Bss.Calls >= 10, TimeSpan.FromSeconds(30)));
        link.Dispose();

        Assert.False(perfEvent.IsClosed);
        _bpf.Programs.OnClock.AttachPerfEvent(perfEvent); // It is free again.
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_static_probe_gives_its_arguments()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        using Workload workload = Workload.Start("static", Calls);
        using Static bpf = Static.Open();
        bpf.Rodata.TargetTgid = (uint)workload.Pid;
        bpf.Load();
        ulong cookie = BpfFeatures.HasAttachCookie ? 7ul : 0;

        BpfLink link = bpf.Programs.OnProbe.AttachUsdt(Workload.Path, "workload", "call", workload.Pid, cookie);
        workload.Run();

        long sum = Enumerable.Range(0, Calls).Sum(i => (long)i);
        Assert.Equal((ulong)Calls, bpf.Bss.Calls);
        Assert.Equal((ulong)sum + (1_000_000ul * Calls), bpf.Bss.First);
        Assert.Equal(-sum, bpf.Bss.Second);
        Assert.Equal(cookie * Calls, bpf.Bss.Cookies);
        link.Dispose();
    }

    [Fact]
    public void A_static_probe_that_is_missing_is_named()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        using Static bpf = Static.Open();
        bpf.Load();

        var e = Assert.Throws<BpfException>(() => bpf.Programs.OnProbe.AttachUsdt(Workload.Path, "workload", "nosuch"));

        Assert.Contains("has no probe workload:nosuch", e.Message, StringComparison.Ordinal);
        Assert.Empty(bpf.Object.Links);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_function_of_a_program_is_replaced_while_the_link_lives()
    {
        TestKernel.Require(KernelFeatures.Fentry);
        Load(_bpf.Programs.OnVerdict);
        using Replacement replacement = Replacement.Open();
        replacement.Programs.OnWatched.AutoLoad = false;
        replacement.Programs.OnReplaced.SetAttachTarget(_bpf.Programs.OnVerdict, "verdict");
        using (Replacement other = Replacement.Open())
        {
            // The target's own descriptor may be gone by the time of loading.
            using Attachments shortLived = Attachments.Open();
            foreach (BpfProgram program in shortLived.Object.Programs)
                program.AutoLoad = program.Name == "on_verdict";
            shortLived.Load();
            other.Programs.OnWatched.AutoLoad = false;
            other.Programs.OnReplaced.SetAttachTarget(shortLived.Programs.OnVerdict, "verdict");
            shortLived.Dispose();
            other.Load();
        }

        replacement.Load();
        byte[] packet = new byte[64];
        const uint drop = 1;
        const uint pass = 2;
        Assert.Equal(pass, Run());

        BpfLink link = replacement.Programs.OnReplaced.AttachTrace();
        Assert.Equal("freplace verdict of program on_verdict", link.Target);
        Assert.Equal(drop, Run());
        Assert.Equal(1ul, replacement.Bss.Replaced);
        link.Dispose();

        Assert.Equal(pass, Run());

        uint Run() => _bpf.Programs.OnVerdict.TestRun(new BpfTestRun { Data = packet }).ReturnValue;
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_cookie_of_a_BTF_tracepoint_reaches_the_program_or_the_error_names_the_kernel()
    {
        TestKernel.Require(KernelFeatures.Btf);
        Assert.SkipUnless(BpfFeatures.HasAttachCookie, "the program cannot be loaded without the helper");
        TestKernel.RequireVersion(6, 10); // Before, the verifier refuses the helper to programs of this kind.
        using Workload workload = Workload.Start("kernel", Calls);
        _bpf.Rodata.TargetTgid = (uint)workload.Pid;
        Load(_bpf.Programs.OnCookie);

        _bpf.Programs.OnCookie.AttachTrace(cookie: 5);
        workload.Run();

        Assert.Equal(5ul * Calls, _bpf.Bss.Cookies);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_kprobe_with_an_offset_and_a_system_call_by_name_are_counted()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        using Workload workload = Workload.Start("kernel", Calls);
        _bpf.Rodata.TargetTgid = (uint)workload.Pid;
        Load(_bpf.Programs.OnProbe);

        _bpf.Programs.OnProbe.AttachSystemCall("getpgid");
        workload.Run();

        Assert.Equal((ulong)Calls, _bpf.Bss.Calls);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_return_value_hook_sees_each_call()
    {
        TestKernel.Require(KernelFeatures.Fentry);
        CountSignals(_bpf.Programs.OnModifyReturn);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_security_hook_sees_each_call()
    {
        TestKernel.Require(KernelFeatures.Fentry);
        Assert.SkipUnless(TestKernel.SecurityModules.Contains("bpf"), "the kernel was not booted with lsm=...,bpf");
        CountSignals(_bpf.Programs.OnLsm);
    }

    private void CountSignals(BpfProgram program)
    {
        using Workload workload = Workload.Start("signal", Calls);
        _bpf.Rodata.TargetTgid = (uint)workload.Pid;
        Load(program);
        program.AttachTrace();
        workload.Run();
        Assert.Equal((ulong)Calls, _bpf.Bss.Calls);
    }

    private void Load(BpfProgram program)
    {
        program.AutoLoad = true;
        _bpf.Load();
    }
}
