using System.Buffers;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The counter that a program keeps of records that it could not write: one per-CPU array entry.</summary>
internal sealed unsafe class LossCounter
{
    /// <summary>What the name of the counter's map has behind the name of the ring; sonde.bpf.h names it so.</summary>
    public const string Suffix = "_lost";

    private readonly BpfMap _map;

    private LossCounter(BpfMap map) => _map = map;

    /// <summary>The counter in a map, or null when the map is none.</summary>
    public static LossCounter? Of(BpfMap? map)
        => map is { Type: BpfMapType.PerCpuArray, KeySize: sizeof(uint), ValueSize: sizeof(ulong) } ? new LossCounter(map) : null;

    public long Read()
    {
        int cpus = CpuSet.Possible.Count;
        long[] counts = ArrayPool<long>.Shared.Rent(cpus);
        try
        {
            Read(counts);
            long sum = 0;
            foreach (long count in counts.AsSpan(0, cpus))
                sum += count;
            return sum;
        }
        finally
        {
            ArrayPool<long>.Shared.Return(counts);
        }
    }

    public void Read(Span<long> perCpu)
    {
        uint key = 0;
        PerCpuSlots.TryRead(_map, &key, perCpu);
    }
}
