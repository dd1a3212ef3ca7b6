using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The buffers of all CPUs of a perf event array. In the array a buffer stands at the number of its CPU, whatever gaps there are.</summary>
internal sealed unsafe partial class PerfBufferSet : IDisposable
{
    private const ulong BpfOutput = 10; // PERF_COUNT_SW_BPF_OUTPUT

    private readonly List<PerfCpuBuffer> _buffers = [];
    private readonly object _filling = new();
    private int _disposed;

    private PerfBufferSet(BpfMap map)
    {
        Map = map;
        Consumer = new ConsumerSlot("Perf event array", map.Name);
    }

    public BpfMap Map { get; }

    /// <summary>The place of a subscription or an asynchronous reader of all CPUs.</summary>
    public ConsumerSlot Consumer { get; }

    public IReadOnlyList<PerfCpuBuffer> Buffers => _buffers;

    public WatchedRing[] Watched => [.. _buffers.Select(buffer => new WatchedRing(buffer.Event, Consumer))];

    public static PerfBufferSet Open(BpfMap map, PerfBufferOptions options, int scratchSize)
    {
        var attributes = new PerfEventAttributes
        {
            Type = PerfEventType.Software,
            Config = BpfOutput,
            SampleFields = PerfSampleFields.Raw,
            SamplePeriod = 1,
            Flags = options.WakeupBytes > 0 ? PerfEventFlags.Watermark : PerfEventFlags.None,
            Wakeup = options.WakeupBytes > 0 ? (uint)options.WakeupBytes : 1,
        };
        return Open(map, options, scratchSize, cpu => PerfEventHandle.Open(in attributes, cpu: cpu));
    }

    /// <summary>The same with events of the caller's making.</summary>
    internal static PerfBufferSet Open(BpfMap map, PerfBufferOptions options, int scratchSize, Func<int, FdHandle> openEvent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.WakeupBytes, nameof(options));
        var set = new PerfBufferSet(map);
        map.Keep(set); // First: another set would take this one's places in the array.
        try
        {
            lock (set._filling)
            {
                foreach (int cpu in options.Cpus ?? CpuSet.Online)
                    set.Add(cpu, options, scratchSize, openEvent);
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Stops or resumes the writing of all CPUs.</summary>
    public void Pause(bool pause)
    {
        foreach (PerfCpuBuffer buffer in _buffers)
            PerfEventHandle.PauseOutput(buffer.Event, pause);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Consumer.Dispose();
        lock (_filling) // A map that is disposed while the buffers are made waits here, and takes down those that are there.
        {
            foreach (PerfCpuBuffer buffer in _buffers)
            {
                Remove(buffer.Cpu);
                buffer.Dispose();
            }
        }

        Map.Forget(this); // Last: it lets others take the places.
    }

    private void Add(int cpu, PerfBufferOptions options, int scratchSize, Func<int, FdHandle> openEvent)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, Map);
        if (cpu >= Map.MaxEntries)
        {
            throw BpfErrors.Refused(
                "open a perf buffer of map", Map.Name, Errno.E2BIG, $"it has {Map.MaxEntries} entries, too few for CPU {cpu}: leave max_entries out, and it gets one for each CPU.");
        }

        FdHandle? perfEvent = OpenEvent(cpu, options, openEvent);
        if (perfEvent is null)
            return;
        try
        {
            PerfRing ring = PerfRing.Map(perfEvent, options.PagesPerCpu, $"perf buffer of map {Map.Name} on CPU {cpu}");
            _buffers.Add(new PerfCpuBuffer(cpu, perfEvent, ring, scratchSize));
        }
        catch
        {
            perfEvent.Dispose();
            throw;
        }

        using var lease = new HandleLease(perfEvent);
        uint descriptor = lease.Descriptor;
        Map.Update(&cpu, &descriptor, BpfUpdate.Any);
    }

    // A CPU may go offline between the listing and here; one that was asked for by number must be there.
    private static FdHandle? OpenEvent(int cpu, PerfBufferOptions options, Func<int, FdHandle> openEvent)
    {
        try
        {
            return openEvent(cpu);
        }
        catch (KernelException e) when (e.Errno == Errno.ENODEV && options.Cpus is null)
        {
            return null;
        }
    }

    // The array holds the event on its own: without this programs would go on writing, into a ring that nobody maps.
    private void Remove(int cpu)
    {
        try
        {
            Map.Delete(&cpu);
        }
        catch (Exception e) when (e is ObjectDisposedException or BpfException)
        {
        }
    }
}
