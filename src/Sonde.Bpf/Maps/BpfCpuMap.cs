namespace Sonde.Bpf;

/// <summary>CPUs that XDP programs hand packets to with <c>bpf_redirect_map</c>: <c>BPF_MAP_TYPE_CPUMAP</c>, kernel 4.15.</summary>
/// <remarks>A map of an object needs a loaded object. Every member may be called from any thread.</remarks>
public sealed unsafe class BpfCpuMap : ITypedMap
{
    internal BpfCpuMap(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Starts the kernel thread of a CPU, with a queue for packets.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="queueSize">How many packets the queue holds, at most 16384.</param>
    /// <param name="program">
    /// A program (<c>xdp/cpumap</c>) that each packet runs through there, where values have 8 bytes (5.9); or null.
    /// </param>
    /// <exception cref="ArgumentException">Values have no room for a program.</exception>
    /// <exception cref="BpfException">There is no such CPU, or the kernel refused.</exception>
    public void Set(int cpu, int queueSize, BpfProgram? program = null)
        => Map.UpdatePair(&cpu, checked((uint)queueSize), program, BpfUpdate.Any);

    /// <summary>Reads what a CPU has.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="queueSize">How many packets its queue holds, or 0.</param>
    /// <param name="programId">The id of its program, or 0.</param>
    /// <returns>Whether the CPU has a queue.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(int cpu, out int queueSize, out uint programId)
    {
        bool found = Map.TryLookupPair(&cpu, out uint size, out programId);
        queueSize = (int)size;
        return found;
    }

    /// <summary>Ends the kernel thread of a CPU.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <exception cref="BpfException">There is no such CPU, or the kernel refused.</exception>
    public void Clear(int cpu) => Map.Delete(&cpu);
}
