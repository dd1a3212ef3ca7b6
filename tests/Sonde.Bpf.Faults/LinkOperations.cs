using System.Net;
using System.Net.Sockets;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Faults;

/// <summary>Attaching single programs, and what can be done to links.</summary>
internal static class LinkOperations
{
    public static Operation[] All =>
    [
        .. TestKernel.Report.Allows(KernelFeatures.Kprobe | KernelFeatures.Fentry) ? OfKernelFunctions : [],
        Attach("attach tp_btf", b => b.Programs.OnCookie, p => p.AttachTrace()),
        Attach("attach tracepoint", b => b.Programs.OnTracepoint, p => p.AttachTracepoint("syscalls", "sys_enter_getpgid")),
        Attach("attach raw tracepoint", b => b.Programs.OnRawTracepoint, p => p.AttachRawTracepoint("sys_enter")),
        Attach("attach uprobe", b => b.Programs.OnProbe, p => p.AttachUprobe(Targets[0])),
        Attach("attach uprobes one by one", b => b.Programs.OnProbe, p => p.AttachUprobes(Targets)),
        new("attach uprobes by one link", o =>
        {
            using Attachments bpf = Prepared.Open(b => [b.Programs.OnProbe]);
            bpf.Programs.OnProbe.PreferUprobeMulti();
            bpf.Load();
            o.Try(() => bpf.Programs.OnProbe.AttachUprobes(Targets));
        }),
        new("attach a static probe", o =>
        {
            using Static bpf = Static.Open();
            bpf.Load();
            o.Try(() => bpf.Programs.OnProbe.AttachUsdt(Workload.Path, "workload", "call"));
        }),
        Attach("attach to the clock", b => b.Programs.OnClock, p => p.AttachCpuClock(100)),
        Attach("attach xdp", b => b.Programs.OnXdp, p => p.AttachXdp("lo", XdpMode.Generic)),
        Attach("attach tcx", b => b.Programs.OnTcx, p => p.AttachTcx("lo", TrafficDirection.Ingress)),
        Attach("attach tc", b => b.Programs.OnPacket, p => p.AttachTc("lo", TrafficDirection.Ingress)),
        Attach("attach to a cgroup", b => b.Programs.OnCgroupPacket, p => p.AttachCgroup(TestKernel.CgroupRoot)),
        Attach("attach to a socket", b => b.Programs.OnSocket, p =>
        {
            using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            p.AttachSocket(socket.Client).Dispose();
        }),
        new("attach to a socket map", o =>
        {
            using Attachments bpf = Prepared.Load(b => [b.Programs.OnStream]);
            o.Try(() => bpf.Programs.OnStream.AttachSocketMap(bpf.Object.GetMap("sockets")));
        }),
        Attach("attach to a network namespace", b => b.Programs.OnSocketLookup, p =>
        {
            using FdHandle own = FdHandle.OpenRead("/proc/self/ns/net");
            return p.AttachNetNamespace(own);
        }),
        Attach("attach an iterator", b => b.Programs.OnTask, p => p.AttachIterator()),
        new("attach an iterator over a map", o =>
        {
            using Attachments bpf = Prepared.Load(b => [b.Programs.OnElement]);
            o.Try(() => bpf.Programs.OnElement.AttachIterator(BpfIteratorTarget.Map(bpf.Object.GetMap("numbers"))));
        }),
        new("register a struct_ops", o =>
        {
            using Steady bpf = Steady.Open();
            bpf.Load();
            o.Try(() => bpf.Object.GetMap("steady").AsStructOps().Attach());
        }),
        new("open and read an iterator", o =>
        {
            using Attachments bpf = Prepared.Load(b => [b.Programs.OnTask]);
            BpfLink link = bpf.Programs.OnTask.AttachIterator();
            o.Try(() =>
            {
                using BpfIterator iterator = link.OpenIterator();
                iterator.ReadText();
            });
        }),
        new("pin, open, update and detach a link", o =>
        {
            using Attachments bpf = Prepared.Load(b => [b.Programs.OnXdp, b.Programs.OnXdpReplaced]);
            using BpfLink link = bpf.Programs.OnXdp.AttachXdp("lo", XdpMode.Generic);
            string pin = Path.Combine(Holdings.PinFolder, "link");
            try
            {
                o.Try(() =>
                {
                    link.Pin(pin);
                    using BpfLink opened = BpfLink.OpenPinned(pin);
                    opened.GetInfo();
                    opened.Update(bpf.Programs.OnXdpReplaced);
                    opened.Detach();
                });
            }
            finally
            {
                File.Delete(pin);
            }
        }),
    ];

    private static Operation[] OfKernelFunctions =>
    [
        Attach("kernel: attach kprobe", b => b.Programs.OnProbe, p => p.AttachKprobe(KernelTargets[0])),
        Attach("kernel: attach kprobes one by one", b => b.Programs.OnProbe, p => p.AttachKprobes(KernelTargets)),
        new("kernel: attach kprobes by one link", o =>
        {
            using Attachments bpf = Prepared.Open(b => [b.Programs.OnProbe]);
            bpf.Programs.OnProbe.PreferKprobeMulti();
            bpf.Load();
            o.Try(() => bpf.Programs.OnProbe.AttachKprobes(KernelTargets));
        }),
        new("kernel: replace a function of a program", o =>
        {
            using Attachments bpf = Prepared.Load(b => [b.Programs.OnVerdict]);
            using Replacement replacement = Replacement.Open();
            replacement.Programs.OnWatched.AutoLoad = false;
            o.Try(() =>
            {
                replacement.Programs.OnReplaced.SetAttachTarget(bpf.Programs.OnVerdict, "verdict");
                replacement.Load();
                return replacement.Programs.OnReplaced.AttachTrace();
            });
        }),
    ];

    private static string[] KernelTargets { get; } = ["__x64_sys_getpgid", "__x64_sys_getsid"];

    private static IReadOnlyList<UserFunction> Targets { get; } = UserFunctions.Find(Workload.Path, FunctionPattern.RegularExpression("workload_(target|other)"));

    private static Operation Attach(string name, Func<Attachments, BpfProgram> program, Func<BpfProgram, object> attach) => new(name, o =>
    {
        using Attachments bpf = Prepared.Load(b => [program(b)]);
        o.Try(() => attach(program(bpf)));
        if (bpf.Object.Links.Any(link => link.IsAttached))
            throw new InvalidOperationException($"a link is left in the object: {string.Join(", ", bpf.Object.Links)}");
    });

    private static Operation Attach(string name, Func<Attachments, BpfProgram> program, Action<BpfProgram> attach) => Attach(name, program, p =>
    {
        attach(p);
        return new object();
    });
}
