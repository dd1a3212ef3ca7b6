namespace Sonde.Bpf;

public sealed partial class BpfMap
{
    private readonly RingHoldings _ring = new();
    private LossCounter? _lossCounter;

    /// <summary>The map as a ring buffer with records of one type: BPF_MAP_TYPE_RINGBUF.</summary>
    /// <typeparam name="T">The layout of a record.</typeparam>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public RingBuffer<T> AsRingBuffer<T>()
        where T : unmanaged
    {
        RequireType(BpfMapType.RingBuffer);
        return new(this);
    }

    /// <summary>The map as a ring buffer whose records are spans of bytes: BPF_MAP_TYPE_RINGBUF.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public RingBuffer AsRingBuffer()
    {
        RequireType(BpfMapType.RingBuffer);
        return new(this);
    }

    /// <summary>The map as a ring buffer that this process writes: BPF_MAP_TYPE_USER_RINGBUF, kernel 6.1.</summary>
    /// <typeparam name="T">The layout of a record.</typeparam>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public UserRingBuffer<T> AsUserRingBuffer<T>()
        where T : unmanaged
    {
        RequireType(BpfMapType.UserRingBuffer);
        return new(this);
    }

    /// <summary>The map as a ring buffer that this process writes, with records of any length: BPF_MAP_TYPE_USER_RINGBUF, kernel 6.1.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public UserRingBuffer AsUserRingBuffer()
    {
        RequireType(BpfMapType.UserRingBuffer);
        return new(this);
    }

    /// <summary>The map as a perf event array with records of one type: BPF_MAP_TYPE_PERF_EVENT_ARRAY.</summary>
    /// <typeparam name="T">The layout of a record.</typeparam>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public PerfEventArray<T> AsPerfEventArray<T>()
        where T : unmanaged
    {
        RequireType(BpfMapType.PerfEventArray);
        return new(this);
    }

    /// <summary>The map as a perf event array whose records are bytes: BPF_MAP_TYPE_PERF_EVENT_ARRAY.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public PerfEventArray AsPerfEventArray()
    {
        RequireType(BpfMapType.PerfEventArray);
        return new(this);
    }

    // One reader a map, whatever the wrappers over it: a ring has one consumer position.
    internal RingReader Ring => _ring.Reader.Value ?? _ring.Reader.Keep(RingReader.Open(this));

    internal RingReader ConsumableRing => Ring is { IsOverwritten: false } ring
        ? ring
        : throw new InvalidOperationException($"Ring buffer {Name} overwrites its oldest records and has no consumer: take a snapshot of it.");

    internal bool HasOverwriteFlag => (Flags & BpfMapFlags.OverwriteRing) != 0;

    // One writer a map: it keeps the threads that reserve apart.
    internal UserRingWriter UserRing => _ring.Writer.Value ?? _ring.Writer.Keep(UserRingWriter.Open(this));

    internal LossCounter? LossCounter => _lossCounter ??= LossCounter.Of(_object?.Maps.FirstOrDefault(map => map.Name == Name + LossCounter.Suffix));

    // Buffers of a perf event array end with the map.
    internal void Keep(PerfBufferSet buffers) => _ring.Keep(buffers);

    internal void Forget(PerfBufferSet buffers) => _ring.Forget(buffers);
}
