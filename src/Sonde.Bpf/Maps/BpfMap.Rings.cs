namespace Sonde.Bpf;

public sealed partial class BpfMap
{
    private const uint OverwriteFlag = 1u << 19; // BPF_F_RB_OVERWRITE

    private readonly Once<RingReader> _ring = new();
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

    // One reader a map, whatever the wrappers over it: a ring has one consumer position.
    internal RingReader Ring => _ring.Value ?? _ring.Keep(RingReader.Open(this));

    internal RingReader ConsumableRing => Ring is { IsOverwritten: false } ring
        ? ring
        : throw new InvalidOperationException($"Ring buffer {Name} overwrites its oldest records and has no consumer: take a snapshot of it.");

    internal bool HasOverwriteFlag
    {
        get
        {
            using var lease = new HandleLease(_object.Handle);
            return (Libbpf.MapFlags(_map) & OverwriteFlag) != 0;
        }
    }

    internal LossCounter? LossCounter => _lossCounter ??= LossCounter.Of(_object.Maps.FirstOrDefault(map => map.Name == Name + LossCounter.Suffix));
}
