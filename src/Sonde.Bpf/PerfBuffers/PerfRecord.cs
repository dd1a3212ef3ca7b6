using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The bytes of a record of a perf event array and the CPU that wrote it. Valid until the walk goes on.</summary>
public readonly ref struct PerfRecord
{
    internal PerfRecord(int cpu, PerfBytes data)
    {
        Cpu = cpu;
        Data = data;
    }

    /// <summary>The number of the CPU.</summary>
    public int Cpu { get; }

    /// <summary>The bytes in the buffer itself, in two pieces where they wrap around its end. The kernel adds up to 7 bytes of padding.</summary>
    public PerfBytes Data { get; }
}
