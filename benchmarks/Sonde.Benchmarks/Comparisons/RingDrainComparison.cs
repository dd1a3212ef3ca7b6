using System.Diagnostics;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>A full ring of 16 MiB is drained on the CPU that filled it, one number of each record is read.</summary>
internal sealed class RingDrainComparison(int size) : IComparison
{
    public string Name => $"ring-drain-{size}";

    public void Run(Peers peers)
    {
        using var file = new ObjectFile("RingFill");
        using SideProcesses others = peers.Start("ring_drain", file.Path, $"fill{size}");
        using RingFill bpf = RingFill.Open();
        bpf.Load();
        BpfProgram fill = bpf.Object.GetProgram($"fill{size}");
        Machine.BindThread(Machine.MeasuredCpu);

        // A view of the first number is enough for records of any length: they are not copied.
        RingBuffer<RingRecord> ring = bpf.Object.GetMap("records").AsRingBuffer<RingRecord>();
        Rounds rounds = Rounds.Take(30, 200, [new Side("Sonde Drain", () => Drain(fill, ring)), .. others.Asked()]);
        Machine.FreeThread();
        Table.Print($"{Name}: 16 MiB of {size}-byte records, nanoseconds a record", rounds);
    }

    private static double Drain(BpfProgram fill, RingBuffer<RingRecord> ring)
    {
        ulong count = fill.TestRun();
        long start = Stopwatch.GetTimestamp();
        ulong sum = Sum(ring);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return sum == count * (count - 1) / 2
            ? time.TotalNanoseconds / count
            : throw new InvalidOperationException($"drained {sum}, not the sum of {count} numbers");
    }

    private static ulong Sum(RingBuffer<RingRecord> ring)
    {
        ulong sum = 0;
        foreach (ref readonly RingRecord record in ring.Drain())
            sum += record.Number;
        return sum;
    }
}
