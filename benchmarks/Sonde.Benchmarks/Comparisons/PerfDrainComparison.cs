using System.Diagnostics;
using System.Runtime.InteropServices;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>A perf buffer of 2 MiB is drained on the CPU that filled it, one number of each record is read.</summary>
internal sealed class PerfDrainComparison : IComparison
{
    private const int Pages = 512;
    private const int Runs = 400; // Of 100 records of 48 bytes each.

    public string Name => "perf-drain-32";

    public void Run(Peers peers)
    {
        using var file = new ObjectFile("PerfFill");
        using SideProcesses others = peers.Start("perf_drain", file.Path, $"{Pages}", $"{Runs}");
        using PerfFill bpf = PerfFill.Open();
        bpf.Load();
        using PerfBuffer<RingRecord> buffer = bpf.Object.GetMap("samples").AsPerfEventArray<RingRecord>().Open(new PerfBufferOptions { PagesPerCpu = Pages });
        Machine.BindThread(Machine.MeasuredCpu);
        Rounds rounds = Rounds.Take(30, 40, [new Side("Sonde Drain", () => Drain(bpf.Programs.FillSamples, buffer)), .. others.Asked()]);
        Machine.FreeThread();
        Table.Print($"{Name}: {Runs * 100} records of 32 bytes in a perf buffer, nanoseconds a record", rounds);
    }

    private static double Drain(BpfProgram fill, PerfBuffer<RingRecord> buffer)
    {
        ulong count = 0;
        for (int run = 0; run < Runs; run++)
            count += fill.TestRun(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in count)));
        long start = Stopwatch.GetTimestamp();
        ulong sum = Sum(buffer);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return sum == count * (count - 1) / 2
            ? time.TotalNanoseconds / count
            : throw new InvalidOperationException($"drained {sum}, not the sum of {count} numbers");
    }

    private static ulong Sum(PerfBuffer<RingRecord> buffer)
    {
        ulong sum = 0;
        foreach (PerfRecord<RingRecord> record in buffer.Drain())
            sum += record.Value.Number;
        return sum;
    }
}
