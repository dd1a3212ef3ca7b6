using BenchmarkDotNet.Attributes;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>Drains a full ring of 16 MiB, 419,430 records of 32 bytes, reading one number of each.</summary>
[MemoryDiagnoser]
[WarmupCount(30)]
[IterationCount(50)]
public class RingDrain : IDisposable
{
    private readonly RingFill _bpf = RingFill.Open();
    private readonly RingBuffer<RingRecord> _ring;

    public RingDrain()
    {
        _bpf.Load();
        _ring = _bpf.Object.GetMap("records").AsRingBuffer<RingRecord>();
    }

    [IterationSetup]
    public void Setup() => Fill();

    /// <summary>Fills the ring and gives the number of records.</summary>
    public uint Fill() => _bpf.Programs.Fill32.TestRun();

    [Benchmark(OperationsPerInvoke = 419_430)]
    public ulong Drain()
    {
        ulong sum = 0;
        foreach (ref readonly RingRecord record in _ring.Drain())
            sum += record.Number;
        return sum;
    }

    public void Dispose()
    {
        _bpf.Dispose();
        GC.SuppressFinalize(this);
    }
}
