namespace Sonde.Bpf;

/// <summary>A record of a perf event array and the CPU that wrote it. Valid until the walk goes on.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
public readonly ref struct PerfRecord<T>
    where T : unmanaged
{
    private readonly ref readonly T _value;

    internal PerfRecord(int cpu, ref readonly T value)
    {
        Cpu = cpu;
        _value = ref value;
    }

    /// <summary>The number of the CPU.</summary>
    public int Cpu { get; }

    /// <summary>The record: in the buffer itself, or a copy where it wraps around the buffer's end. It lies at a multiple of 4 bytes.</summary>
    public ref readonly T Value => ref _value;
}
