using System.Diagnostics;
using System.Runtime.InteropServices;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>Records that come one by one: how long from the writing in the kernel to the handling here.</summary>
internal sealed partial class RingLatencyComparison : IComparison
{
    private static readonly (int Count, int PauseMicroseconds)[] Rates = [(200, 5000), (2000, 200)];

    public string Name => "ring-latency";

    public void Run(Peers peers)
    {
        using var file = new ObjectFile("RingFill");
        using var peer = new SideProcess(Machine.AllCpus, Path.Combine(peers.Folder, "ring_latency"), file.Path);
        using RingFill bpf = RingFill.Open();
        bpf.Load();
        RingBuffer<ulong> ring = bpf.Object.GetMap("records").AsRingBuffer<ulong>();
        foreach ((int count, int pause) in Rates)
        {
            var ours = new List<double>();
            var theirs = new List<double>();
            for (int round = -1; round < 4; round++)
            {
                double[] a = Measure(bpf.Programs.Stamp, ring, count, pause);
                double[] b = [.. peer.Ask($"{count} {pause}").Select(n => n / 1000)];
                if (round < 0)
                    continue;
                ours.AddRange(a);
                theirs.AddRange(b);
            }

            ours.Sort();
            theirs.Sort();
            Console.WriteLine($"{Name}: a record each {pause} us or later, microseconds until it is handled, {ours.Count} records");
            Table.Head();
            Table.Row("Sonde Subscribe", [.. ours]);
            Table.Row(peer.Introduction, [.. theirs]);
            Table.Line($"p99 {Rounds.At([.. ours], 0.99):F0} and {Rounds.At([.. theirs], 0.99):F0}");
        }
    }

    private static double[] Measure(BpfProgram stamp, RingBuffer<ulong> ring, int count, int pause)
    {
        var latencies = new double[count];
        int handled = 0;
        using RingSubscription subscription = ring.Subscribe((in ulong written) =>
        {
            // bpf_ktime_get_ns reads the clock that Stopwatch reads.
            latencies[handled] = ((Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency)) - written) / 1000;
            Volatile.Write(ref handled, handled + 1);
        });
        for (int i = 0; i < count; i++)
        {
            _ = Pause((uint)pause);
            stamp.TestRun();
        }

        while (Volatile.Read(ref handled) < count)
            Thread.Sleep(1);
        return latencies;
    }

    // As the peer does; the sleep of .NET counts in milliseconds.
    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Pause(uint microseconds);
}
