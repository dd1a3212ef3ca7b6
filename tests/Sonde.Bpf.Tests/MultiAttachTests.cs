using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>One program on many functions, by one link or by many.</summary>
public sealed class MultiAttachTests : IDisposable
{
    private const int Calls = 500;
    private static readonly string[] KernelTargets = ["__x64_sys_getpgid", "__x64_sys_getsid"];
    private readonly Attachments _bpf = Attachments.Open();
    private readonly Workload _workload = Workload.Start("both", Calls);

    public MultiAttachTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        foreach (BpfProgram program in _bpf.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose()
    {
        _bpf.Dispose();
        _workload.Dispose();
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Uprobes_on_many_functions_count_each_call_and_tell_them_apart()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        TestKernel.RequireVersion(5, 15); // cookies
        bool multi = _bpf.Programs.OnProbeCookie.PreferUprobeMulti();
        Assert.Equal(KernelVersion.Current.IsAtLeast(6, 6), multi);
        Load(_bpf.Programs.OnProbeCookie, _workload);

        BpfLinks links = _bpf.Programs.OnProbeCookie.AttachUprobes(UserTargets(), cookies: [1, 1000]);
        _workload.Run();

        Assert.Equal(multi ? 1 : 2, links.Count);
        Assert.Equal(2ul * Calls, _bpf.Bss.Calls);
        Assert.Equal(1001ul * Calls, _bpf.Bss.Cookies);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Uprobes_of_a_program_that_was_loaded_for_single_links_are_single()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        Load(_bpf.Programs.OnProbe, _workload);

        BpfLinks links = _bpf.Programs.OnProbe.AttachUprobes(UserTargets());
        _workload.Run();

        Assert.Equal(2, links.Count);
        Assert.Equal(2ul * Calls, _bpf.Bss.Calls);
    }

    [Fact]
    public void Returns_are_attached_and_another_process_is_not_counted()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        _bpf.Programs.OnProbe.PreferUprobeMulti();
        Load(_bpf.Programs.OnProbe, _workload);
        using Workload other = Workload.Start("both", Calls);

        _bpf.Programs.OnProbe.AttachUprobes(UserTargets(), _workload.Pid, onReturn: true);
        other.Run();
        _workload.Run();

        Assert.Equal(2ul * Calls, _bpf.Bss.Calls);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_user_session_sees_entry_and_return()
    {
        TestKernel.RequireVersion(6, 13);
        Load(_bpf.Programs.OnUserSession, _workload);

        Assert.Single(_bpf.Programs.OnUserSession.AttachUprobes(UserTargets()));
        _workload.Run();

        Assert.Equal(4ul * Calls, _bpf.Bss.Calls);
    }

    [Fact]
    public async Task A_batch_of_single_links_is_unwound_when_one_refuses()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        Load(_bpf.Programs.OnProbe, _workload);

        Assert.Throws<BpfException>(() => _bpf.Programs.OnProbe.AttachUprobes([.. UserTargets(), new UserFunction("/no/such", "f", 0)]));

        Assert.Empty(_bpf.Object.Links);
        await LinkCloser.Close(new Nothing()); // Comes after those of the batch.
        _workload.Run();
        Assert.Equal(0ul, _bpf.Bss.Calls);
    }

    [Fact]
    public void A_batch_over_several_files_is_unwound_when_one_refuses()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        _bpf.Programs.OnProbe.PreferUprobeMulti();
        Load(_bpf.Programs.OnProbe, _workload);

        Assert.Throws<BpfException>(() => _bpf.Programs.OnProbe.AttachUprobes([.. UserTargets(), new UserFunction("/no/such", "f", 0)]));

        Assert.Empty(_bpf.Object.Links);
    }

    [Fact]
    public void Cookies_must_be_as_many_as_functions()
    {
        Load(_bpf.Programs.OnProbe, _workload);
        Assert.Throws<ArgumentException>(() => _bpf.Programs.OnProbe.AttachUprobes(UserTargets(), cookies: [1]));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Kprobes_on_many_functions_count_each_call()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        bool multi = _bpf.Programs.OnProbe.PreferKprobeMulti();
        Assert.Equal(HasFprobe(), multi);
        using Workload kernel = Workload.Start("kernel", Calls);
        Load(_bpf.Programs.OnProbe, kernel);

        BpfLinks links = _bpf.Programs.OnProbe.AttachKprobes(KernelTargets);
        kernel.Run();

        Assert.Equal(multi ? 1 : 2, links.Count);
        Assert.Equal((ulong)Calls, _bpf.Bss.Calls);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_kernel_session_sees_entry_and_return()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        TestKernel.RequireVersion(6, 10);
        using Workload kernel = Workload.Start("kernel", Calls);
        Load(_bpf.Programs.OnKernelSession, kernel);

        Assert.Single(_bpf.Programs.OnKernelSession.AttachKprobes(KernelTargets));
        kernel.Run();

        Assert.Equal(2ul * Calls, _bpf.Bss.Calls);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Unknown_kernel_functions_are_named()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        _bpf.Programs.OnProbe.PreferKprobeMulti();
        Load(_bpf.Programs.OnProbe, _workload);

        var e = Assert.Throws<BpfException>(() => _bpf.Programs.OnProbe.AttachKprobes([.. KernelTargets, "no_such_function"]));

        Assert.Contains("this kernel has no function no_such_function that can be probed", e.Message, StringComparison.Ordinal);
        Assert.Empty(_bpf.Object.Links);
    }

    // Since 5.18, where the distribution has CONFIG_FPROBE: Debian's 6.1 has not.
    private static bool HasFprobe() => File.ReadLines("/proc/kallsyms").Any(line => line.EndsWith(" register_fprobe_ips", StringComparison.Ordinal));

    private static IReadOnlyList<UserFunction> UserTargets()
        => [.. UserFunctions.Find(Workload.Path, FunctionPattern.RegularExpression("workload_(target|other)")).OrderByDescending(f => f.Name)];

    private void Load(BpfProgram program, Workload workload)
    {
        program.AutoLoad = true;
        _bpf.Rodata.TargetTgid = (uint)workload.Pid;
        _bpf.Load();
    }

    private sealed class Nothing : Attachment
    {
        public override void Dispose()
        {
        }
    }
}
