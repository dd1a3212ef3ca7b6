namespace Sonde.Bpf;

/// <summary>The buffers of a perf event array, one for each CPU, with untyped records. Made by <see cref="PerfEventArray.Open"/>.</summary>
/// <remarks>Disposing it, or its object, ends the writing. Each CPU's buffer has one reader at a time.</remarks>
public sealed class PerfBuffer : IDisposable
{
    private readonly PerfBufferSet _set;

    internal PerfBuffer(PerfBufferSet set) => _set = set;

    /// <summary>The CPUs that have a buffer.</summary>
    public IReadOnlyList<int> Cpus => [.. _set.Buffers.Select(buffer => buffer.Cpu)];

    /// <summary>Bytes that wait in all buffers, headers included.</summary>
    public long Backlog => _set.Buffers.Sum(buffer => buffer.Ring.Backlog);

    /// <summary>How many records found a buffer full, on all CPUs. See <see cref="PerfBuffer{T}.Lost"/>.</summary>
    public long Lost => _set.Buffers.Sum(buffer => buffer.Lost);

    /// <summary>The records that wait now, CPU after CPU, in place.</summary>
    /// <param name="maxPerCpu">The most records of each CPU.</param>
    public PerfDrain Drain(int maxPerCpu = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxPerCpu);
        return new(_set, maxPerCpu);
    }

    /// <summary>Stops the writing: PERF_EVENT_IOC_PAUSE_OUTPUT. What programs write meanwhile is counted as lost.</summary>
    /// <exception cref="Kernel.KernelException">The kernel refused.</exception>
    public void Pause() => _set.Pause(true);

    /// <summary>Lets programs write again.</summary>
    /// <exception cref="Kernel.KernelException">The kernel refused.</exception>
    public void Resume() => _set.Pause(false);

    /// <summary>Ends the writing and the subscriptions.</summary>
    public void Dispose() => _set.Dispose();
}
