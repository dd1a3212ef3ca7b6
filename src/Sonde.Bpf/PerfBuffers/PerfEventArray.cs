namespace Sonde.Bpf;

/// <summary>A perf event array for untyped records: <c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>. Programs write to it with <c>bpf_perf_event_output</c>.</summary>
/// <remarks>A ring buffer (<see cref="RingBuffer{T}"/>) is cheaper and keeps the order across CPUs; this is for programs that have the older map.</remarks>
public sealed class PerfEventArray : ITypedMap
{
    internal PerfEventArray(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Makes a buffer for each CPU and has programs write to them from now on. Before this their records go nowhere.</summary>
    /// <remarks>A map has one set of buffers: dispose it before the next is opened. It takes the places in the array from another process that has the map.</remarks>
    /// <param name="options">How to make them.</param>
    /// <exception cref="ArgumentException"><see cref="PerfBufferOptions.PagesPerCpu"/> is not a power of two, or <see cref="PerfBufferOptions.WakeupBytes"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The map has open buffers already, or its object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    /// <exception cref="Kernel.KernelException">A buffer could not be made; none is left behind.</exception>
    public PerfBuffer Open(PerfBufferOptions? options = null) => new(PerfBufferSet.Open(Map, options ?? new PerfBufferOptions(), scratchSize: 0));
}
