using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.ObjectFiles;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class IntrospectionTests : IDisposable
{
    private readonly Attachments _bpf = Attachments.Open();

    public IntrospectionTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        foreach (BpfProgram program in _bpf.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_program_says_what_the_kernel_knows_of_it()
    {
        using Packets packets = Packets.Open();
        packets.Programs.AddInPlace.AutoLoad = false;
        packets.Load();

        BpfProgramInfo info = packets.Programs.FilterUdp.GetInfo();
        BpfProgramInfo twin = packets.Programs.Add.GetInfo();

        Assert.Equal((BpfProgramType.TrafficClassifier, "filter_udp", true), (info.Type, info.Name, info.IsGplCompatible));
        Assert.Equal(16, info.Tag.Length);
        Assert.NotEqual(info.Tag, twin.Tag);
        Assert.Single(info.MapIds);
        Assert.Empty(twin.MapIds);
        Assert.True(info.BtfId > 0 && info.TranslatedSize > 0);
        Assert.InRange(info.LoadTime, TimeSpan.FromSeconds(1), Uptime());
        Assert.Equal(0u, info.UserId);
        Assert.Equal(KernelVersion.Current.IsAtLeast(5, 12), info.RecursionMisses is not null);
        Assert.Equal(KernelVersion.Current.IsAtLeast(5, 16), info.VerifiedInstructions is > 0);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_walk_over_programs_finds_those_that_are_loaded()
    {
        using Packets packets = Packets.Open();
        packets.Programs.AddInPlace.AutoLoad = false;
        packets.Load();
        uint id = packets.Programs.Reflect.GetInfo().Id;

        BpfProgramInfo[] all = [.. BpfProgram.EnumerateSystem()];
        packets.Dispose();

        Assert.Equal("reflect", Assert.Single(all, p => p.Id == id).Name);
        Assert.True(SpinWait.SpinUntil(() => !BpfProgram.EnumerateSystem().Any(p => p.Id == id), TimeSpan.FromSeconds(30)));
        var gone = Assert.Throws<BpfException>(() => BpfProgramHandle.FromId(id));
        Assert.Equal((Errno.ENOENT, "No program has this id now."), (gone.Errno, gone.Remedy));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_handle_keeps_a_program_in_the_kernel_and_can_run_it()
    {
        Packets packets = Packets.Open();
        packets.Programs.AddInPlace.AutoLoad = false;
        packets.Load();
        using BpfProgramHandle handle = BpfProgramHandle.FromId(packets.Programs.Add.GetInfo().Id);
        packets.Dispose();

        Assert.Equal(42u, handle.TestRun(new BpfTestRun { Context = MemoryMarshal.AsBytes<ulong>([40, 2]) }).ReturnValue);
        Assert.Equal(("add", BpfProgramType.RawTracepoint), (handle.Name, handle.Type));
        Assert.Equal(handle.Id, handle.GetInfo().Id);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Runs_are_counted_while_statistics_are_on()
    {
        using Packets packets = Packets.Open();
        packets.Programs.AddInPlace.AutoLoad = false;
        packets.Load();
        BpfProgram program = packets.Programs.Add;
        byte[] context = new byte[16];

        using (BpfRunStatistics.Enable())
        {
            for (int i = 0; i < 100; i++)
                program.TestRun(context);
        }

        BpfProgramInfo counted = program.GetInfo();
        Assert.Equal(100ul, counted.RunCount);
        Assert.True(counted.RunTime > TimeSpan.Zero);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Pins_are_found_with_their_kind_and_id()
    {
        using Packets packets = Packets.Open();
        packets.Programs.AddInPlace.AutoLoad = false;
        packets.Load();
        uint id = packets.Programs.Reflect.GetInfo().Id;
        string folder = Path.Combine(TestKernel.BpfFileSystem, $"sonde-test-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "a program");
        try
        {
            using (BpfProgramHandle handle = BpfProgramHandle.FromId(id))
                handle.Pin(path);

            Assert.Equal(new BpfPinned(path, BpfPinKind.Program, id), Assert.Single(BpfPins.Enumerate(folder)));
            Assert.Contains(BpfPins.Enumerate(), p => p.Path == path);
            using (BpfProgramHandle again = BpfProgramHandle.OpenPinned(path))
                Assert.Equal(id, again.Id);
        }
        finally
        {
            File.Delete(path);
            Directory.Delete(folder);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_raw_tracepoint_link_names_its_tracepoint_and_is_walked_over()
    {
        using Hooks hooks = Hooks.Open();
        foreach (BpfProgram program in hooks.Object.Programs)
            program.AutoLoad = false;
        hooks.Programs.OnRawTracepoint.AutoLoad = true;
        hooks.Load();
        BpfLink link = hooks.Programs.OnRawTracepoint.Attach();

        var info = Assert.IsType<BpfRawTracepointLinkInfo>(link.GetInfo());
        uint program1 = hooks.Programs.OnRawTracepoint.GetInfo().Id;

        Assert.Equal(("sys_enter", BpfLinkType.RawTracepoint, program1), (info.Tracepoint, info.Type, info.ProgramId));
        Assert.Equal(info, Assert.Single(BpfLink.EnumerateSystem(), l => l.Id == info.Id));
        using BpfLink second = BpfLink.FromId(info.Id);
        Assert.Equal(info, second.GetInfo());
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_tracing_link_names_the_type_that_it_is_attached_to()
    {
        TestKernel.Require(KernelFeatures.Btf);
        using Hooks hooks = Hooks.Open();
        foreach (BpfProgram program in hooks.Object.Programs)
            program.AutoLoad = false;
        hooks.Programs.OnBtfTracepoint.AutoLoad = true;
        hooks.Load();

        BpfLinkInfo info = hooks.Programs.OnBtfTracepoint.AttachTrace().GetInfo();

        // Before 5.18 the kernel makes raw tracepoint links of them.
        if (info is BpfTracingLinkInfo tracing)
        {
            using KernelBtf kernel = KernelBtf.Open();
            Assert.Equal(BpfAttachType.TraceRawTracepoint, tracing.AttachType);
            if (KernelVersion.Current.IsAtLeast(5, 13))
                Assert.Equal("btf_trace_sys_enter", kernel.Types[(int)tracing.TargetTypeId].Name);
        }
        else
        {
            Assert.Equal("sys_enter", Assert.IsType<BpfRawTracepointLinkInfo>(info).Tracepoint);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Iterator_links_name_what_they_walk_over()
    {
        TestKernel.Require(KernelFeatures.Btf);
        _bpf.Programs.OnTask.AutoLoad = true;
        _bpf.Load();

        var info = Assert.IsType<BpfIteratorLinkInfo>(_bpf.Programs.OnTask.AttachIterator().GetInfo());

        Assert.Equal(("task", 0u), (info.Target, info.MapId));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_cgroup_link_names_its_cgroup()
    {
        _bpf.Programs.OnCgroupPacket.AutoLoad = true;
        _bpf.Load();

        var info = Assert.IsType<BpfCgroupLinkInfo>(_bpf.Programs.OnCgroupPacket.AttachCgroup(TestKernel.CgroupRoot).GetInfo());

        Assert.Equal(BpfAttachType.CgroupInetIngress, info.AttachType);
        Assert.NotEqual(0ul, info.CgroupId);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_xdp_link_names_its_interface_until_it_is_detached()
    {
        _bpf.Programs.OnXdp.AutoLoad = true;
        _bpf.Load();
        using BpfLink link = _bpf.Programs.OnXdp.AttachXdp("lo", XdpMode.Generic);

        var attached = Assert.IsType<BpfInterfaceLinkInfo>(link.GetInfo());
        link.Detach();
        var detached = Assert.IsType<BpfInterfaceLinkInfo>(link.GetInfo());

        Assert.Equal((BpfLinkType.Xdp, 1u, 0u), (attached.Type, attached.InterfaceIndex, detached.InterfaceIndex));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_tcx_link_names_its_interface_and_direction()
    {
        TestKernel.RequireVersion(6, 6);
        _bpf.Programs.OnTcx.AutoLoad = true;
        _bpf.Load();
        using BpfLink link = _bpf.Programs.OnTcx.AttachTcx("lo", TrafficDirection.Ingress);

        var info = Assert.IsType<BpfInterfaceLinkInfo>(link.GetInfo());

        Assert.Equal((BpfLinkType.Tcx, 1u, BpfAttachType.TcxIngress), (info.Type, info.InterfaceIndex, info.AttachType));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_uprobe_link_names_its_file_and_offset()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        TestKernel.RequireVersion(5, 15);
        UserFunction function = UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_target"))[0];
        _bpf.Programs.OnProbe.AutoLoad = true;
        _bpf.Load();
        using BpfLink link = _bpf.Programs.OnProbe.AttachUprobe(function, cookie: 77);

        var info = Assert.IsType<BpfPerfEventLinkInfo>(link.GetInfo());

        Assert.Equal(BpfLinkType.PerfEvent, info.Type);
        if (!KernelVersion.Current.IsAtLeast(6, 6))
        {
            Assert.Equal(BpfPerfEventKind.Unknown, info.Kind);
            return;
        }

        Assert.Equal((BpfPerfEventKind.Uprobe, function.FileOffset), (info.Kind, info.Offset));
        Assert.EndsWith(function.Path, info.Target, StringComparison.Ordinal);
        if (KernelVersion.Current.IsAtLeast(6, 9))
            Assert.Equal(77ul, info.Cookie);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_tracepoint_link_names_its_tracepoint()
    {
        TestKernel.Require(KernelFeatures.Tracepoint);
        TestKernel.RequireVersion(5, 15);
        using Hooks hooks = Hooks.Open();
        foreach (BpfProgram program in hooks.Object.Programs)
            program.AutoLoad = false;
        hooks.Programs.OnTracepoint.AutoLoad = true;
        hooks.Load();
        using BpfLink link = hooks.Programs.OnTracepoint.Attach();

        var info = Assert.IsType<BpfPerfEventLinkInfo>(link.GetInfo());

        bool says = KernelVersion.Current.IsAtLeast(6, 6);
        Assert.Equal(says ? (BpfPerfEventKind.Tracepoint, "sys_enter_getpgid") : (BpfPerfEventKind.Unknown, ""), (info.Kind, info.Target));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_multi_uprobe_link_lists_its_offsets_and_cookies()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        TestKernel.RequireVersion(6, 8);
        UserFunction[] functions = [.. UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_*")).Take(2)];
        _bpf.Programs.OnProbeCookie.AutoLoad = true;
        Assert.True(_bpf.Programs.OnProbeCookie.PreferUprobeMulti());
        _bpf.Load();
        ulong[] cookies = [.. functions.Select((_, i) => (ulong)i + 5)];
        using BpfLinks links = _bpf.Programs.OnProbeCookie.AttachUprobes(functions, cookies: cookies);

        var info = Assert.IsType<BpfUprobeMultiLinkInfo>(links[0].GetInfo());

        Assert.Equal(functions.Select(f => f.FileOffset).Order(), info.Offsets.Order());
        Assert.Equal(cookies, info.Cookies.Order());
        Assert.EndsWith(functions[0].Path, info.Path, StringComparison.Ordinal);
        Assert.False(info.IsReturn);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_multi_kprobe_link_lists_its_functions()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        TestKernel.RequireVersion(6, 6);
        _bpf.Programs.OnProbeCookie.AutoLoad = true;
        Assert.True(_bpf.Programs.OnProbeCookie.PreferKprobeMulti());
        _bpf.Load();
        using BpfLinks links = _bpf.Programs.OnProbeCookie.AttachKprobes(["__x64_sys_getpgid", "__x64_sys_getsid"], cookies: [5, 6]);

        var info = Assert.IsType<BpfKprobeMultiLinkInfo>(links[0].GetInfo());

        Assert.Equal(["__x64_sys_getpgid", "__x64_sys_getsid"], info.Addresses.Select(a => KernelSymbols.Read().Find(a)).Order());
        if (KernelVersion.Current.IsAtLeast(6, 9))
            Assert.Equal<ulong>([5, 6], info.Cookies.Order());
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void BTF_of_the_kernel_and_of_programs_is_walked_over_and_read()
    {
        TestKernel.Require(KernelFeatures.Btf);
        using Packets packets = Packets.Open();
        packets.Programs.AddInPlace.AutoLoad = false;
        packets.Load();
        uint id = packets.Programs.Reflect.GetInfo().BtfId;

        BpfBtfInfo[] all = [.. BpfBtf.EnumerateSystem()];

        BpfBtfInfo mine = Assert.Single(all, b => b.Id == id);
        Assert.Equal(mine.Size, BpfBtf.ReadBytes(id).Length);
        Assert.True(Btf.Parse(BpfBtf.ReadBytes(id)).TryFindType("reflect", BtfKind.Function, out _));
        if (KernelVersion.Current.IsAtLeast(5, 11))
        {
            BpfBtfInfo kernel = Assert.Single(all, b => b.Name == "vmlinux");
            Assert.Equal((true, false), (kernel.IsKernel, mine.IsKernel));
            Assert.Equal(new FileInfo("/sys/kernel/btf/vmlinux").Length, kernel.Size);
        }
    }

    private static TimeSpan Uptime()
        => TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) + 1);
}
