namespace Sonde.Bpf;

/// <summary>A perf event array for records of one type: <c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>. Programs write to it with <c>bpf_perf_event_output</c>.</summary>
/// <remarks>A ring buffer (<see cref="RingBuffer{T}"/>) is cheaper and keeps the order across CPUs; this is for programs that have the older map.</remarks>
/// <typeparam name="T">The layout of a record.</typeparam>
public sealed unsafe class PerfEventArray<T>
    where T : unmanaged
{
    internal PerfEventArray(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Makes a buffer for each CPU and has programs write to them from now on. Before this their records go nowhere.</summary>
    /// <param name="options">How to make them.</param>
    /// <exception cref="Kernel.KernelException">A buffer could not be made; none is left behind.</exception>
    public PerfBuffer<T> Open(PerfBufferOptions? options = null) => new(PerfBufferSet.Open(Map, options ?? new PerfBufferOptions(), sizeof(T)));
}
