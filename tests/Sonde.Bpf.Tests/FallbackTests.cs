using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>What an object asks for and not every kernel can give.</summary>
public sealed class FallbackTests : IDisposable
{
    private const int Calls = 300;
    private readonly Fallbacks _bpf = Fallbacks.Open();

    public FallbackTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        foreach (BpfProgram program in _bpf.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_section_for_many_kernel_functions_is_attached_by_one_link_or_by_single_ones()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        using Workload workload = Workload.Start("kernel", Calls);
        Load(_bpf.Programs.OnKernelFunctions, workload);

        BpfLinks links = _bpf.Attach();
        workload.Run();

        Assert.NotEmpty(links);
        Assert.Equal((ulong)Calls, _bpf.Bss.Calls);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_section_for_many_user_functions_is_attached_by_one_link_or_by_single_ones()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        using Workload workload = Workload.Start("both", Calls);
        Load(_bpf.Programs.OnUserFunctions, workload);

        BpfLinks links = _bpf.Programs.OnUserFunctions.AttachUprobes(
            UserFunctions.Find(Workload.Path, FunctionPattern.RegularExpression("workload_(target|other)")));
        workload.Run();

        Assert.Equal(KernelVersion.Current.IsAtLeast(6, 6) ? 1 : 2, links.Count);
        Assert.Equal(2ul * Calls, _bpf.Bss.Calls);
    }

    [Fact]
    public void Attaching_all_leaves_an_iterator_that_needs_a_map_alone()
    {
        TestKernel.Require(KernelFeatures.Btf);
        _bpf.Programs.OnElement.AutoLoad = true;
        _bpf.Programs.OnSystemCall.AutoLoad = true;
        _bpf.Load();

        BpfLink link = Assert.Single(_bpf.Attach());

        Assert.Equal("on_system_call", link.ProgramName);
    }

    [Fact]
    public void Memory_that_the_kernel_fills_can_be_read_after_loading_and_not_written()
    {
        _bpf.Programs.OnSystemCall.AutoLoad = true;
        _bpf.Load();

        Assert.Throws<InvalidOperationException>(() => { _bpf.Object.GetGlobals<int>(".kconfig") = 1; });
        int version = _bpf.Object.ReadGlobals<int>(".kconfig");
        Assert.Equal((KernelVersion.Current.Major, KernelVersion.Current.Minor), (version >> 16, (version >> 8) & 0xff));
    }

    [Fact]
    public void Attaching_all_before_loading_or_after_disposing_is_refused()
    {
        Assert.Contains("only after Load()", Assert.Throws<InvalidOperationException>(() => _bpf.Attach()).Message, StringComparison.Ordinal);
        _bpf.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _bpf.Attach());
    }

    [Fact]
    public void A_second_load_says_that_the_object_is_loaded()
    {
        _bpf.Load();
        Assert.Contains("is loaded already", Assert.Throws<InvalidOperationException>(_bpf.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_for_programs_of_another_type_says_so()
    {
        _bpf.Programs.OnSystemCall.AutoLoad = true;
        _bpf.Load();

        foreach ((string how, Func<BpfLink> attach) in new (string, Func<BpfLink>)[]
        {
            ("AttachXdp", () => _bpf.Programs.OnSystemCall.Program.AttachXdp("lo")),
            ("AttachTracepoint", () => _bpf.Programs.OnSystemCall.Program.AttachTracepoint("syscalls", "sys_enter_getpgid")),
            ("AttachUprobe", () => _bpf.Programs.OnSystemCall.Program.AttachUprobe(UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_target"))[0])),
        })
        {
            var e = Assert.Throws<BpfException>(() => attach());
            Assert.StartsWith($"attach program on_system_call: it is of type RawTracepoint, by its section \"raw_tp/sys_enter\"; {how} takes ", e.Message, StringComparison.Ordinal);
        }
    }

    private void Load(BpfProgram program, Workload workload)
    {
        program.AutoLoad = true;
        _bpf.Rodata.TargetTgid = (uint)workload.Pid;
        _bpf.Load();
    }
}
