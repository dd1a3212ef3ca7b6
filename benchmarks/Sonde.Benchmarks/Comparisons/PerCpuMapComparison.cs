using System.Diagnostics;
using Sonde.Bpf;
using Sonde.Kernel;

namespace Sonde.Benchmarks;

/// <summary>A hash table of 100,000 entries with a value for each CPU is walked in batches.</summary>
internal sealed class PerCpuMapComparison : IComparison
{
    private const uint Entries = 100_000;

    public string Name => "walk-percpu";

    public void Run(Peers peers)
    {
        using SideProcesses others = peers.Start("map_walk", "4", "8", "1");
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.PerCpuHash, "walk", Entries));
        BpfPerCpuHashMap<uint, ulong> table = map.AsPerCpuHashMap<uint, ulong>();
        ulong[] values = new ulong[CpuSet.Possible.Count];
        for (uint i = 0; i < Entries; i++)
        {
            values[0] = i;
            table.Update(i, values);
        }

        Machine.BindThread(Machine.MeasuredCpu);
        Rounds rounds = Rounds.Take(5, 30, [new Side("Sonde foreach", () => Walk(table)), .. others.Asked("w")]);
        Machine.FreeThread();
        Table.Print($"{Name}: nanoseconds an entry of 100,000", rounds);
    }

    private static double Walk(BpfPerCpuHashMap<uint, ulong> table)
    {
        long start = Stopwatch.GetTimestamp();
        ulong sum = 0;
        foreach ((uint _, PerCpuValues<ulong> values) in table)
            sum += values[0];
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return sum == (ulong)Entries * (Entries - 1) / 2 ? time.TotalNanoseconds / Entries : throw new InvalidOperationException($"added up {sum}");
    }
}
