namespace Sonde.Bpf;

/// <summary>The buffers of a perf event array, one for each CPU, with records of one type. Made by <see cref="PerfEventArray{T}.Open"/>.</summary>
/// <remarks>
/// Disposing it, or its object, ends the writing. Each CPU's buffer has one reader at a time; a subscription and an
/// asynchronous reader have all of them until they are disposed. Records of a CPU keep their order;
/// between CPUs there is none.
/// </remarks>
/// <typeparam name="T">The layout of a record.</typeparam>
public sealed partial class PerfBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly PerfBufferSet _set;

    internal PerfBuffer(PerfBufferSet set) => _set = set;

    /// <summary>The CPUs that have a buffer.</summary>
    public IReadOnlyList<int> Cpus => [.. _set.Buffers.Select(buffer => buffer.Cpu)];

    /// <summary>Bytes that wait in all buffers, headers included.</summary>
    public long Backlog => _set.Buffers.Sum(buffer => buffer.Ring.Backlog);

    /// <summary>
    /// How many records found a buffer full, on all CPUs. The kernel says so (PERF_RECORD_LOST) with the next record that it can
    /// write, and it is counted when that one is read: until then it is behind.
    /// </summary>
    public long Lost => _set.Buffers.Sum(buffer => buffer.Lost);

    /// <summary>How many records found the buffer of one CPU full.</summary>
    /// <param name="cpu">The number of the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The CPU has no buffer.</exception>
    public long LostOn(int cpu) => _set.Buffers.FirstOrDefault(buffer => buffer.Cpu == cpu)?.Lost
        ?? throw new ArgumentOutOfRangeException(nameof(cpu), cpu, $"There are buffers for the CPUs {string.Join(", ", Cpus)}.");

    /// <summary>The records that wait now, CPU after CPU, in place; one that wraps around its buffer's end is copied. Allocates nothing.</summary>
    /// <param name="maxPerCpu">The most records of each CPU.</param>
    public PerfDrain<T> Drain(int maxPerCpu = int.MaxValue)
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
