using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class AttachTests : IDisposable
{
    private const int Calls = 1000;
    private readonly Hooks _hooks = Hooks.Open();
    private Workload? _workload;

    public AttachTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        foreach (BpfProgram program in _hooks.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose()
    {
        _hooks.Dispose();
        _workload?.Dispose();
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Kprobe_and_kretprobe_count_each_call()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        Load("kernel", _hooks.Programs.OnKprobe, _hooks.Programs.OnKretprobe);

        Count(() => _hooks.Attach());
        Assert.Equal((Calls, Calls), ((int)_hooks.Bss.Kprobes, (int)_hooks.Bss.Kretprobes));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Fentry_and_fexit_count_each_call()
    {
        TestKernel.Require(KernelFeatures.Fentry);
        _hooks.Programs.OnFentry.SetAttachTarget("__x64_sys_getpgid");
        _hooks.Programs.OnFexit.SetAttachTarget("__x64_sys_getpgid");
        Load("kernel", _hooks.Programs.OnFentry, _hooks.Programs.OnFexit);

        Count(AttachFentry);
        Assert.Equal((Calls, Calls), ((int)_hooks.Bss.Fentries, (int)_hooks.Bss.Fexits));

        void AttachFentry()
        {
            _hooks.Programs.OnFentry.AttachTrace();
            _hooks.Programs.OnFexit.AttachTrace();
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Uprobe_and_uretprobe_count_each_call()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        Load("user", _hooks.Programs.OnUprobe, _hooks.Programs.OnUretprobe);
        UserFunction function = Assert.Single(UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_target")));

        Count(Attach);
        Assert.Equal((Calls, Calls), ((int)_hooks.Bss.Uprobes, (int)_hooks.Bss.Uretprobes));

        void Attach()
        {
            _hooks.Programs.OnUprobe.AttachUprobe(function);
            _hooks.Programs.OnUretprobe.AttachUretprobe(function);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Tracepoints_of_all_kinds_count_each_call()
    {
        TestKernel.Require(KernelFeatures.Tracepoint | KernelFeatures.Btf);
        Load("kernel", _hooks.Programs.OnTracepoint, _hooks.Programs.OnRawTracepoint, _hooks.Programs.OnBtfTracepoint);

        Count(() => _hooks.Attach());
        Assert.Equal(
            (Calls, Calls, Calls),
            ((int)_hooks.Bss.Tracepoints, (int)_hooks.Bss.RawTracepoints, (int)_hooks.Bss.BtfTracepoints));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_cookie_reaches_the_program()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        TestKernel.RequireVersion(5, 15);
        Assert.True(BpfFeatures.HasAttachCookie);
        Load("user", _hooks.Programs.OnCookie);
        UserFunction function = UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_target"))[0];

        Count(() => _hooks.Programs.OnCookie.AttachUprobe(function, cookie: 77));
        Assert.Equal(77ul * Calls, _hooks.Bss.Cookies);
    }

    [Fact]
    public async Task A_link_that_nobody_holds_stays_attached_and_a_disposed_one_does_not()
    {
        TestKernel.Require(KernelFeatures.Tracepoint);
        Load("kernel", _hooks.Programs.OnTracepoint);

        Count(AttachAndForget);
        Assert.Equal(Calls, (int)_hooks.Bss.Tracepoints);
        BpfLink link = Assert.Single(_hooks.Object.Links);
        Assert.Equal("on_tracepoint on tracepoint syscalls:sys_enter_getpgid", link.ToString());

        await link.DisposeAsync();

        Assert.False(link.IsAttached);
        Assert.Empty(_hooks.Object.Links);
        using Workload second = Workload.Start("kernel", 10);
        second.Run();
        Assert.Equal(Calls, (int)_hooks.Bss.Tracepoints);

        void AttachAndForget()
        {
            _hooks.Attach();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    public void Disposing_the_object_detaches_its_links_at_once()
    {
        Load("kernel", _hooks.Programs.OnRawTracepoint);
        BpfLink link = Assert.Single(_hooks.Attach());
        Assert.True(link.IsAttached);

        _hooks.Dispose();

        Assert.False(link.IsAttached);
    }

    [Fact]
    public void A_program_that_names_no_target_cannot_be_attached_by_section()
    {
        Load("user", _hooks.Programs.OnUprobe);

        var e = Assert.Throws<BpfException>(() => _hooks.Programs.OnUprobe.Attach());

        Assert.Contains("its section \"kprobe\" names no target: use a method that takes one", e.Message, StringComparison.Ordinal);
        Assert.Empty(_hooks.Attach());
    }

    [Fact]
    public void A_program_that_was_not_loaded_cannot_be_attached()
    {
        Load("user", _hooks.Programs.OnUprobe);

        var e = Assert.Throws<InvalidOperationException>(() => _hooks.Programs.OnTracepoint.Attach());

        Assert.Equal("Program on_tracepoint was not loaded: its AutoLoad is false.", e.Message);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_kernel_function_that_is_missing_is_named()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        Load("kernel", _hooks.Programs.OnKprobe);

        var e = Assert.Throws<BpfException>(() => _hooks.Programs.OnKprobe.AttachKprobe("no_such_function"));

        Assert.Contains("this kernel has no function no_such_function that can be probed", e.Message, StringComparison.Ordinal);
        Assert.Empty(_hooks.Object.Links);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_kprobe_is_attached_or_the_error_says_what_to_use_instead()
    {
        Load("kernel", _hooks.Programs.OnKprobe);
        if (TestKernel.Report.Allows(KernelFeatures.Kprobe))
        {
            Assert.Equal("kprobe vfs_fsync", _hooks.Programs.OnKprobe.AttachKprobe("vfs_fsync").Target);
            return;
        }

        var e = Assert.Throws<BpfException>(() => _hooks.Programs.OnKprobe.AttachKprobe("vfs_fsync"));

        Assert.Contains("kprobes is not in this kernel", e.Message, StringComparison.Ordinal);
        Assert.Contains("use a tracepoint, raw tracepoint or uprobe instead", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_is_gone_is_named()
    {
        Load("user", _hooks.Programs.OnUprobe);
        UserFunction function = UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_target"))[0];

        var e = Assert.Throws<BpfException>(() => _hooks.Programs.OnUprobe.AttachUprobe(function, pid: int.MaxValue));

        Assert.Equal(Errno.ESRCH, e.Errno);
        Assert.Contains("there is no process 2147483647", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracepoint_that_is_missing_is_an_error()
    {
        TestKernel.Require(KernelFeatures.Tracepoint);
        Load("kernel", _hooks.Programs.OnTracepoint, _hooks.Programs.OnRawTracepoint);

        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => _hooks.Programs.OnTracepoint.AttachTracepoint("no", "such")).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => _hooks.Programs.OnRawTracepoint.AttachRawTracepoint("nosuch")).Errno);
        Assert.Empty(_hooks.Object.Links);
    }

    // The target must be known before the object is loaded, and wait until the programs are attached.
    private void Load(string kind, params BpfProgram[] programs)
    {
        foreach (BpfProgram program in programs)
            program.AutoLoad = true;
        _workload = Workload.Start(kind, Calls);
        _hooks.Rodata.TargetTgid = (uint)_workload.Pid;
        _hooks.Load();
    }

    private void Count(Action attach)
    {
        attach();
        _workload!.Run();
    }
}
