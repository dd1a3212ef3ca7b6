using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The mapped memory of a ring buffer and its one consumer position.</summary>
/// <remarks>
/// Layout and protocol: kernel/bpf/ringbuf.c. Page 0 holds the consumer position and is ours to write; the next page holds
/// the producer position; then the data lies twice in a row, so that a record that wraps is one piece.
/// </remarks>
internal sealed unsafe partial class RingReader : IDisposable
{
    public const int HeaderSize = 8;
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;

    private readonly MappedRegion _consumer;
    private readonly MappedRegion _producer;
    private int _draining;
    private IDisposable? _walker;
    private long _walk;

    private RingReader(BpfMap map, MappedRegion consumer, MappedRegion producer, uint size)
    {
        Map = map;
        Consumer = new ConsumerSlot("Ring buffer", map.Name);
        _consumer = consumer;
        _producer = producer;
        Mask = size - 1;
        Data = producer.Pointer + Environment.SystemPageSize;
        IsOverwritten = map.HasOverwriteFlag;
    }

    public BpfMap Map { get; }

    /// <summary>The place of a subscription or an asynchronous reader.</summary>
    public ConsumerSlot Consumer { get; }

    public WatchedRing Watched => new(Map.Fd, Consumer);

    /// <summary>Whether the program writes over the oldest records, so that no consumer can hold one in place.</summary>
    public bool IsOverwritten { get; }

    /// <summary>How many bytes the last drain freed; for the one consumer.</summary>
    public ulong LastTaken { get; private set; }

    /// <summary>How often the consumer's position was stored.</summary>
    public long Stores { get; private set; }

    public byte* Data { get; }

    public ulong Mask { get; }

    // The position must be read whole and before the records that it covers: acquire pairs with the kernel's release.
    public ulong ProducerPosition => Volatile.Read(ref *(ulong*)_producer.Pointer);

    // Only this process writes it, under the one drain.
    public ulong ConsumerPosition
    {
        get => Volatile.Read(ref *(ulong*)_consumer.Pointer);

        // Release: the kernel reuses the memory as soon as it sees the position, so all reads must be over.
        set => Volatile.Write(ref *(ulong*)_consumer.Pointer, value);
    }

    /// <summary>The positions and the size.</summary>
    public RingUsage Usage
    {
        get
        {
            using var consumer = new HandleLease(_consumer);
            using var producer = new HandleLease(_producer);
            ulong consumed = ConsumerPosition; // First: the producer's only grows meanwhile.
            return new RingUsage((long)consumed, (long)ProducerPosition, (long)Mask + 1);
        }
    }

    public static RingReader Open(BpfMap map)
    {
        uint size = map.MaxEntries;
        int page = Environment.SystemPageSize;
        MappedRegion consumer = MappedRegion.Map(map.Fd, 0, (nuint)page, writable: true, $"ring buffer {map.Name}");
        try
        {
            nuint length = (nuint)page + (2 * (nuint)size);
            MappedRegion producer = MappedRegion.Map(map.Fd, page, length, writable: false, $"ring buffer {map.Name}");
            return new RingReader(map, consumer, producer, size);
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    /// <summary>Starts a drain: keeps the memory mapped and refuses a second one.</summary>
    /// <param name="consumer">The consumer that drains; null for someone who has not taken the ring's <see cref="Consumer"/>.</param>
    /// <returns>The number of the walk, which ends it.</returns>
    public long Enter(IDisposable? consumer)
    {
        Consumer.Enter(consumer);
        if (Interlocked.Exchange(ref _draining, 1) != 0)
        {
            Consumer.Leave(consumer);
            Consumer.ThrowDrained();
        }

        bool consumerHeld = false;
        bool producerHeld = false;
        try
        {
            _consumer.DangerousAddRef(ref consumerHeld);
            _producer.DangerousAddRef(ref producerHeld);
        }
        catch
        {
            if (consumerHeld)
                _consumer.DangerousRelease();
            Volatile.Write(ref _draining, 0);
            Consumer.Leave(consumer);
            throw;
        }

        _walker = consumer;
        return ++_walk;
    }

    /// <summary>Frees the records that the walk has passed.</summary>
    /// <param name="walk">The number of the walk: a copy of one that has ended frees nothing.</param>
    public void Commit(long walk)
    {
        if (walk != _walk)
            return;
        ulong consumed = ConsumerPosition;
        LastTaken = Position - consumed;
        if (Position == consumed)
            return; // The store would take the producer's cache line away for nothing.
        ConsumerPosition = Position;
        Stores++;
    }

    /// <summary>Ends a drain.</summary>
    /// <param name="walk">The number of the walk: a copy of one that has ended must not let the memory go once more.</param>
    public void Leave(long walk)
    {
        if (walk != _walk)
            return;
        _walk++;
        IDisposable? consumer = _walker;
        _walker = null;
        _producer.DangerousRelease();
        _consumer.DangerousRelease();
        Volatile.Write(ref _draining, 0);
        Consumer.Leave(consumer);
    }

    /// <summary>Whether there is a record to be read. To be asked before waiting.</summary>
    public LookEnd Peek()
    {
        using var consumer = new HandleLease(_consumer);
        using var producer = new HandleLease(_producer);

        // Store the consumer's position, then load the producer's: only a full fence keeps that order, on x86 too. Without it
        // the kernel may still see the old position, wake nobody up, and this may still see the old end: both sides then wait.
        Interlocked.MemoryBarrier();
        ulong position = ConsumerPosition;
        if (position >= ProducerPosition)
            return LookEnd.Empty;
        uint length = Volatile.Read(ref *(uint*)(Data + (position & Mask)));
        return (length & BusyBit) == 0 ? LookEnd.More : LookEnd.Blocked;
    }

    public void Dispose()
    {
        Consumer.Dispose();
        _consumer.Dispose();
        _producer.Dispose();
    }
}
