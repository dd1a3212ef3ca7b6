using System.Diagnostics;
using System.Globalization;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>What the kernel says of live links of the kinds that IntrospectionTests and NetkitTests have not.</summary>
public sealed class LinkInfoTests : IDisposable
{
    private const string Function = "__x64_sys_getpgid";
    private readonly Attachments _bpf = Attachments.Open();

    public LinkInfoTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        foreach (BpfProgram program in _bpf.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_socket_lookup_link_names_its_namespace_until_it_is_detached()
    {
        Load(_bpf.Programs.OnSocketLookup);
        using FdHandle netNamespace = FdHandle.OpenRead("/proc/self/ns/net");
        using BpfLink link = _bpf.Programs.OnSocketLookup.AttachNetNamespace(netNamespace);

        BpfNamespaceLinkInfo attached = Ask<BpfNamespaceLinkInfo>(link, _bpf.Programs.OnSocketLookup);
        link.Detach();
        var detached = Assert.IsType<BpfNamespaceLinkInfo>(link.GetInfo());

        Assert.Equal((BpfLinkType.NetworkNamespace, BpfAttachType.SocketLookup), (attached.Type, attached.AttachType));
        Assert.Equal($"net:[{attached.Inode}]", File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)!.Name);
        Assert.Equal(0u, detached.Inode);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_netfilter_link_names_its_hook()
    {
        TestKernel.RequireVersion(6, 4);
        Load(_bpf.Programs.OnNetfilter);
        const int ipv4 = 2;
        const int localOut = 3;
        using BpfLink link = _bpf.Programs.OnNetfilter.AttachNetfilter(ipv4, localOut, -129);

        BpfNetfilterLinkInfo info = Ask<BpfNetfilterLinkInfo>(link, _bpf.Programs.OnNetfilter);

        Assert.Equal((BpfLinkType.Netfilter, (uint)ipv4, (uint)localOut, -129), (info.Type, info.Family, info.Hook, info.Priority));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_socket_map_link_names_its_map()
    {
        TestKernel.RequireVersion(6, 10);
        Load(_bpf.Programs.OnStream);
        BpfMap sockets = _bpf.Object.GetMap("sockets");
        using BpfLink link = _bpf.Programs.OnStream.AttachSocketMap(sockets);

        BpfSocketMapLinkInfo info = Ask<BpfSocketMapLinkInfo>(link, _bpf.Programs.OnStream);

        Assert.Equal((BpfLinkType.SocketMap, sockets.GetInfo().Id, BpfAttachType.SocketSkbStreamVerdict), (info.Type, info.MapId, info.AttachType));
    }

    // libbpf 1.1 registers without a link of the kernel's; it is made here, for the values that libbpf has put in. Later ones make it.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_struct_ops_link_names_its_map()
    {
        TestKernel.RequireVersion(6, 4);
        TestKernel.Require(KernelFeatures.Btf);
        const BpfMapFlags ofLinks = (BpfMapFlags)(1 << 13); // BPF_F_LINK
        using Steady bpf = Steady.Open();
        BpfMap steady = bpf.Object.GetMap("steady");
        steady.Flags |= ofLinks;
        bpf.Load();
        using BpfLink values = steady.AsStructOps().Attach();
        using var map = new HandleLease(steady.Fd);
        var attributes = new LinkCreateAttributes { ProgramFd = map.Descriptor, AttachType = BpfAttachType.StructOps };
        _ = BpfCall.Open(BpfCommand.LinkCreate, ref attributes, out FdHandle? link);
        using (link)
        {
            uint id = steady.GetInfo().Id;
            BpfStructOpsLinkInfo info = Assert.Single(BpfLink.EnumerateSystem().OfType<BpfStructOpsLinkInfo>(), l => l.MapId == id);

            Assert.Equal((BpfLinkType.StructOps, 0u), (info.Type, info.ProgramId));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public void A_kprobe_link_names_its_function(bool onReturn)
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        TestKernel.RequireVersion(5, 15);
        Load(_bpf.Programs.OnProbeCookie);
        BpfProgram program = _bpf.Programs.OnProbeCookie;
        using BpfLink link = onReturn ? program.AttachKretprobe(Function, cookie: 78) : program.AttachKprobe(Function, cookie: 78);

        BpfPerfEventLinkInfo info = Ask<BpfPerfEventLinkInfo>(link, program);

        Assert.Equal(BpfLinkType.PerfEvent, info.Type);
        if (!KernelVersion.Current.IsAtLeast(6, 6))
        {
            Assert.Equal((BpfPerfEventKind.Unknown, "", 0ul), (info.Kind, info.Target, info.Address));
            return;
        }

        Assert.Equal((onReturn ? BpfPerfEventKind.Kretprobe : BpfPerfEventKind.Kprobe, Function, 0ul), (info.Kind, info.Target, info.Offset));
        Assert.Equal(Function, KernelSymbols.Read().Find(info.Address));
        if (KernelVersion.Current.IsAtLeast(6, 9))
            Assert.Equal(78ul, info.Cookie);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_link_on_the_return_of_a_user_function_says_so()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        TestKernel.RequireVersion(5, 15);
        UserFunction function = UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_target"))[0];
        Load(_bpf.Programs.OnProbe);
        using BpfLink link = _bpf.Programs.OnProbe.AttachUretprobe(function);

        BpfPerfEventLinkInfo info = Ask<BpfPerfEventLinkInfo>(link, _bpf.Programs.OnProbe);

        bool says = KernelVersion.Current.IsAtLeast(6, 6);
        Assert.Equal(says ? (BpfPerfEventKind.Uretprobe, function.FileOffset) : (BpfPerfEventKind.Unknown, 0), (info.Kind, info.Offset));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_link_on_a_perf_event_names_the_event()
    {
        TestKernel.Require(KernelFeatures.PerfEvents);
        TestKernel.RequireVersion(5, 15);
        Load(_bpf.Programs.OnClock);
        const ulong pageFaults = 2; // PERF_COUNT_SW_PAGE_FAULTS
        var attributes = new PerfEventAttributes { Type = PerfEventType.Software, Config = pageFaults, SamplePeriod = 1000 };
        using FdHandle perfEvent = PerfEventHandle.Open(in attributes, pid: 0);
        using BpfLink link = _bpf.Programs.OnClock.AttachPerfEvent(perfEvent, cookie: 79);

        BpfPerfEventLinkInfo info = Ask<BpfPerfEventLinkInfo>(link, _bpf.Programs.OnClock);

        bool says = KernelVersion.Current.IsAtLeast(6, 6);
        Assert.Equal(
            says ? (BpfPerfEventKind.Event, (uint)PerfEventType.Software, pageFaults) : (BpfPerfEventKind.Unknown, 0u, 0ul),
            (info.Kind, info.EventType, info.EventConfig));
        Assert.Equal(("", KernelVersion.Current.IsAtLeast(6, 9) ? 79ul : 0), (info.Target, info.Cookie));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_multi_uprobe_link_says_that_it_is_on_returns_in_one_process()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        TestKernel.RequireVersion(6, 8);
        UserFunction[] functions = [.. UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_*")).Take(2)];
        Assert.True(_bpf.Programs.OnProbe.PreferUprobeMulti());
        Load(_bpf.Programs.OnProbe);
        using BpfLinks links = _bpf.Programs.OnProbe.AttachUprobes(functions, Environment.ProcessId, onReturn: true);

        BpfUprobeMultiLinkInfo info = Ask<BpfUprobeMultiLinkInfo>(links[0], _bpf.Programs.OnProbe);

        Assert.Equal((BpfLinkType.UprobeMulti, true, (uint)Environment.ProcessId), (info.Type, info.IsReturn, info.ProcessId));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_multi_kprobe_link_says_that_it_is_on_returns()
    {
        TestKernel.Require(KernelFeatures.Kprobe);
        TestKernel.RequireVersion(6, 6);
        Assert.True(_bpf.Programs.OnProbe.PreferKprobeMulti());
        Load(_bpf.Programs.OnProbe);
        using BpfLinks links = _bpf.Programs.OnProbe.AttachKprobes([Function], onReturn: true);

        BpfKprobeMultiLinkInfo info = Ask<BpfKprobeMultiLinkInfo>(links[0], _bpf.Programs.OnProbe);

        Assert.Equal((BpfLinkType.KprobeMulti, true, 1), (info.Type, info.IsReturn, info.Addresses.Count));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_iterator_link_names_the_map_whose_elements_it_walks_over()
    {
        TestKernel.Require(KernelFeatures.Btf);
        Load(_bpf.Programs.OnElement);
        BpfMap numbers = _bpf.Object.GetMap("numbers");
        using BpfLink link = _bpf.Programs.OnElement.AttachIterator(BpfIteratorTarget.Map(numbers));

        BpfIteratorLinkInfo info = Ask<BpfIteratorLinkInfo>(link, _bpf.Programs.OnElement);

        Assert.Equal((BpfLinkType.Iterator, "bpf_map_elem", numbers.GetInfo().Id), (info.Type, info.Target, info.MapId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public void An_iterator_link_names_the_process_or_the_thread_that_it_is_bound_to(bool ofThread)
    {
        TestKernel.Require(KernelFeatures.Btf);
        TestKernel.RequireVersion(6, 1);
        Load(_bpf.Programs.OnTask);
        int self = Environment.ProcessId;
        using BpfLink link = _bpf.Programs.OnTask.AttachIterator(ofThread ? BpfIteratorTarget.Thread(self) : BpfIteratorTarget.Process(self));

        BpfIteratorLinkInfo info = Ask<BpfIteratorLinkInfo>(link, _bpf.Programs.OnTask);

        Assert.Equal(ofThread ? ((uint)self, 0u) : (0u, (uint)self), (info.ThreadId, info.ProcessId));
        Assert.Equal(("task", 0u, 0ul), (info.Target, info.MapId, info.CgroupId));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_iterator_link_names_the_cgroup_that_it_begins_at()
    {
        TestKernel.Require(KernelFeatures.Btf);
        TestKernel.RequireVersion(6, 1);
        Load(_bpf.Programs.OnCgroup);
        using FdHandle cgroup = FdHandle.OpenRead(TestKernel.CgroupRoot);
        using BpfLink link = _bpf.Programs.OnCgroup.AttachIterator(BpfIteratorTarget.Cgroup(cgroup, BpfCgroupOrder.SelfOnly));

        BpfIteratorLinkInfo info = Ask<BpfIteratorLinkInfo>(link, _bpf.Programs.OnCgroup);

        Assert.Equal(("cgroup", InodeOf(TestKernel.CgroupRoot), 0u, 0u), (info.Target, info.CgroupId, info.ThreadId, info.ProcessId));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_tracing_link_names_the_kernel_function()
    {
        TestKernel.Require(KernelFeatures.Fentry);
        using Hooks hooks = Hooks.Open();
        foreach (BpfProgram program in hooks.Object.Programs)
            program.AutoLoad = program.Name == "on_fexit";
        hooks.Programs.OnFexit.SetAttachTarget(Function);
        hooks.Load();
        using BpfLink link = hooks.Programs.OnFexit.AttachTrace();

        BpfTracingLinkInfo info = Ask<BpfTracingLinkInfo>(link, hooks.Programs.OnFexit);

        Assert.Equal((BpfLinkType.Tracing, BpfAttachType.TraceFexit), (info.Type, info.AttachType));
        using KernelBtf kernel = KernelBtf.Open();
        if (KernelVersion.Current.IsAtLeast(5, 13))
            Assert.Equal(Function, kernel.Types[(int)info.TargetTypeId].Name);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_link_that_replaces_a_function_names_the_program_that_has_it()
    {
        TestKernel.Require(KernelFeatures.Fentry);
        Load(_bpf.Programs.OnVerdict);
        using Replacement replacement = Replacement.Open();
        replacement.Programs.OnWatched.AutoLoad = false;
        replacement.Programs.OnReplaced.SetAttachTarget(_bpf.Programs.OnVerdict, "verdict");
        replacement.Load();
        using BpfLink link = replacement.Programs.OnReplaced.AttachTrace();

        BpfTracingLinkInfo info = Ask<BpfTracingLinkInfo>(link, replacement.Programs.OnReplaced);

        Assert.Equal(BpfLinkType.Tracing, info.Type);
        if (KernelVersion.Current.IsAtLeast(5, 13))
            Assert.Equal(_bpf.Programs.OnVerdict.GetInfo().Id, info.TargetId);
    }

    private static T Ask<T>(BpfLink link, BpfProgram program)
        where T : BpfLinkInfo
    {
        var info = Assert.IsType<T>(link.GetInfo());
        Assert.Equal(program.GetInfo().Id, info.ProgramId);
        return info;
    }

    private static ulong InodeOf(string path)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%i", path]) { RedirectStandardOutput = true })!;
        return ulong.Parse(stat.StandardOutput.ReadToEnd(), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }

    private void Load(BpfProgram program)
    {
        program.AutoLoad = true;
        _bpf.Load();
    }
}
