using System.Net;
using System.Net.Sockets;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Faults;

/// <summary>
/// Tries public operations with each system call failing in each plausible way, one at a time: each time one exception of the
/// right type or none, and nothing left behind. Prints a line for each operation; the exit code is the number of those that failed.
/// </summary>
internal static class Program
{
    private const int MaxCalls = 300;

    public static int Main(string[] args)
    {
        if (!Faults.IsInPlace)
        {
            Console.Error.WriteLine("Start it with LD_PRELOAD=.../libc.so.");
            return 125;
        }

        Directory.CreateDirectory(Holdings.PinFolder);
        int failed = 0;
        try
        {
            foreach (Operation operation in Operations().Where(o => args.Length == 0 || args.Any(a => o.Name.Contains(a, StringComparison.Ordinal))))
            {
                operation.Run(MaxCalls);
                failed += operation.Failures.Count > 0 || operation.Faults == 0 ? 1 : 0;
                Console.WriteLine($"{(operation.Failures.Count > 0 ? "FAILED" : operation.Faults == 0 ? "NOT REACHED" : "passed")} {operation.Name}: {operation.Faults} faults");
                foreach (string failure in operation.Failures.Take(5))
                    Console.WriteLine($"  {failure}");
            }
        }
        finally
        {
            Directory.Delete(Holdings.PinFolder, recursive: true);
        }

        return failed;
    }

    private static IEnumerable<Operation> Operations() => [.. Objects(), .. Links(), .. Maps(), .. Elements(), .. Batches.All, .. Rings(), .. Others()];

    private static Operation[] Objects() =>
    [
        new("open an object", o => o.Try(() => Numbers.Open())),
        new("load an object", o =>
        {
            using Numbers bpf = Numbers.Open();
            o.Try(bpf.Load);
        }),
        new("load an object with programs of many types", o =>
        {
            using Attachments bpf = Open(b => [b.Programs.OnXdp, b.Programs.OnTask, b.Programs.OnProbe, b.Programs.OnPacket]);
            o.Try(bpf.Load);
        }),
        new("attach an object by its sections", o =>
        {
            using Attachments bpf = Load(b => [b.Programs.OnCookie, b.Programs.OnTask]);
            o.Try(() => bpf.Attach());
        }),
    ];

    private static Operation[] Links() =>
    [
        Attach("attach tp_btf", b => b.Programs.OnCookie, p => p.AttachTrace()),
        Attach("attach tracepoint", b => b.Programs.OnTracepoint, p => p.AttachTracepoint("syscalls", "sys_enter_getpgid")),
        Attach("attach raw tracepoint", b => b.Programs.OnRawTracepoint, p => p.AttachRawTracepoint("sys_enter")),
        Attach("attach uprobe", b => b.Programs.OnProbe, p => p.AttachUprobe(Targets[0])),
        Attach("attach uprobes one by one", b => b.Programs.OnProbe, p => p.AttachUprobes(Targets)),
        new("attach uprobes by one link", o =>
        {
            using Attachments bpf = Open(b => [b.Programs.OnProbe]);
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
            using Attachments bpf = Load(b => [b.Programs.OnStream]);
            o.Try(() => bpf.Programs.OnStream.AttachSocketMap(bpf.Object.GetMap("sockets")));
        }),
        new("open and read an iterator", o =>
        {
            using Attachments bpf = Load(b => [b.Programs.OnTask]);
            BpfLink link = bpf.Programs.OnTask.AttachIterator();
            o.Try(() =>
            {
                using BpfIterator iterator = link.OpenIterator();
                iterator.ReadText();
            });
        }),
        new("pin, open, update and detach a link", o =>
        {
            using Attachments bpf = Load(b => [b.Programs.OnXdp, b.Programs.OnXdpReplaced]);
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

    private static Operation[] Maps() =>
    [
        new("create a map", o => o.Try(() => BpfMap.Create(Hash))),
        new("create an array of maps", o =>
        {
            using BpfMap inner = BpfMap.Create(BpfMapOptions.Of<uint, int>(BpfMapType.Array, "inner", 4));
            o.Try(() => BpfMap.Create(new() { Type = BpfMapType.ArrayOfMaps, Name = "outer", KeySize = 4, ValueSize = 4, MaxEntries = 2, InnerMap = inner }));
        }),
        new("pin a map, open it and take the pin away", o =>
        {
            using BpfMap map = BpfMap.Create(Hash);
            string pin = Path.Combine(Holdings.PinFolder, "map");
            try
            {
                o.Try(() =>
                {
                    map.Pin(pin);
                    BpfMap.OpenPinned(pin, Hash).Dispose();
                    map.Unpin(pin);
                });
            }
            finally
            {
                File.Delete(pin);
            }
        }),
        new("open or create a pinned map, and replace it", o =>
        {
            string pin = Path.Combine(Holdings.PinFolder, "map");
            try
            {
                o.Try(() =>
                {
                    BpfMap.OpenOrCreatePinned(pin, Hash).Dispose();
                    BpfMap.OpenOrCreatePinned(pin, Hash with { MaxEntries = 9 }, BpfPinConflict.Replace).Dispose();
                });
            }
            finally
            {
                File.Delete(pin);
            }
        }),
        new("freeze a map, and ask about it", o =>
        {
            using BpfMap map = BpfMap.Create(Hash);
            o.Try(() =>
            {
                map.Freeze();
                using BpfMap again = BpfMap.FromId(map.GetInfo().Id);
            });
        }),
        new("map the memory of an array", o =>
        {
            using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, long>(BpfMapType.Array, "array", 8) with { Flags = BpfMapFlags.Mappable });
            o.Try(() => map.AsArray<long>().MapMemory());
        }),
    ];

    private static Operation[] Elements() =>
    [
        OnHash("look up", map => map.TryGetValue(1, out _)),
        OnHash("update", map => map.Update(1, 1)),
        OnHash("delete", map => map.Delete(1)),
        OnHash("take", map => map.TryTake(1, out _)),
        OnHash("update a batch", map => map.UpdateBatch([1, 2, 3], [1, 2, 3])),
        OnHash("delete a batch", map => map.DeleteBatch([1, 2, 3])),
        OnHash("iterate", map => _ = map.Count()),
        OnHash("clear", map => map.Clear()),
        OnHash("consume", map =>
        {
            foreach ((int _, long _) in map.Consume())
            {
            }
        }),
        new("read a value of each CPU", o =>
        {
            using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, long>(BpfMapType.PerCpuArray, "percpu", 4));
            BpfPerCpuArray<long> array = map.AsPerCpuArray<long>();
            long[] values = new long[CpuSet.Possible.Count];
            o.Try(() =>
            {
                array.SetValues(0, values);
                array.GetValues(0, values);
            });
        }),
    ];

    private static Operation[] Rings() =>
    [
        OnRing("drain a ring", ring =>
        {
            foreach (ref readonly Numbers.Number number in ring.Drain())
                _ = number.Value;
        }),
        OnRing("subscribe to a ring", ring => ring.Subscribe((in Numbers.Number _) => { }).Dispose()),
    ];

    private static Operation[] Others() =>
    [
        new("test-run a program", o =>
        {
            using Numbers bpf = Numbers.Open();
            bpf.Load();
            o.Try(() => bpf.Programs.WriteNumbers.TestRun());
        }),
        new("ask about programs and links", o =>
        {
            using Attachments bpf = Load(b => [b.Programs.OnCookie]);
            using BpfLink link = bpf.Programs.OnCookie.AttachTrace();
            o.Try(() =>
            {
                BpfProgramHandle.FromId(bpf.Programs.OnCookie.GetInfo().Id).Dispose();
                BpfLink.FromId(link.GetInfo().Id).Dispose();
            });
        }),
        new("enumerate programs, maps and links", o => o.Try(() => BpfProgram.EnumerateSystem().Count() + BpfMap.EnumerateSystem().Count() + BpfLink.EnumerateSystem().Count())),
        new("switch run-time statistics on", o => o.Try(() => BpfRunStatistics.Enable())),
        new("list pins", o => o.Try(() => BpfPins.Enumerate().Count())),
        new("open a perf event", o => o.Try(() => PerfEventHandle.Open(new PerfEventAttributes { Type = PerfEventType.Software }, pid: 0))),
    ];

    private static BpfMapOptions Hash => BpfMapOptions.Of<int, long>(BpfMapType.Hash, "hash", 16);

    private static IReadOnlyList<UserFunction> Targets { get; } = UserFunctions.Find(Workload.Path, FunctionPattern.RegularExpression("workload_(target|other)"));

    private static Attachments Open(Func<Attachments, BpfProgram[]> programs)
    {
        Attachments bpf = Attachments.Open();
        foreach (BpfProgram program in bpf.Object.Programs)
            program.AutoLoad = false;
        foreach (BpfProgram program in programs(bpf))
            program.AutoLoad = true;
        return bpf;
    }

    private static Attachments Load(Func<Attachments, BpfProgram[]> programs)
    {
        Attachments bpf = Open(programs);
        bpf.Load();
        return bpf;
    }

    private static Operation Attach(string name, Func<Attachments, BpfProgram> program, Func<BpfProgram, object> attach) => new(name, o =>
    {
        using Attachments bpf = Load(b => [program(b)]);
        o.Try(() => attach(program(bpf)));
        if (bpf.Object.Links.Any(link => link.IsAttached))
            throw new InvalidOperationException($"a link is left in the object: {string.Join(", ", bpf.Object.Links)}");
    });

    private static Operation Attach(string name, Func<Attachments, BpfProgram> program, Action<BpfProgram> attach) => Attach(name, program, p =>
    {
        attach(p);
        return new object();
    });

    private static Operation OnHash(string name, Action<BpfHashMap<int, long>> action) => new(name, o =>
    {
        using BpfMap map = BpfMap.Create(Hash);
        BpfHashMap<int, long> hash = map.AsHashMap<int, long>();
        hash.Update(1, 10);
        hash.Update(2, 20);
        o.Try(() => action(hash));
    });

    private static Operation OnRing(string name, Action<RingBuffer<Numbers.Number>> action) => new(name, o =>
    {
        using Numbers bpf = Numbers.Open();
        bpf.Load();
        bpf.Programs.WriteNumbers.TestRun();
        o.Try(() => action(bpf.Maps.Numbers));
    });
}
