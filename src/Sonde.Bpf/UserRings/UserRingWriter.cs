using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The mapped memory of a user ring buffer, and the producer's side of its protocol.</summary>
/// <remarks>
/// Layout and protocol: kernel/bpf/ringbuf.c. Page 0 holds the consumer position, which is the kernel's; the next page holds the
/// producer position; then the data lies twice in a row, so that a record that wraps is one piece.
/// </remarks>
internal sealed unsafe partial class UserRingWriter : IDisposable
{
    private const int HeaderSize = 8;
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;

    private readonly object _gate = new();
    private readonly MappedRegion _consumer;
    private readonly MappedRegion _producer;
    private readonly byte* _data;
    private readonly ulong _mask;

    private UserRingWriter(BpfMap map, MappedRegion consumer, MappedRegion producer, uint size)
    {
        Map = map;
        _consumer = consumer;
        _producer = producer;
        _data = producer.Pointer + Environment.SystemPageSize;
        _mask = size - 1;
    }

    public BpfMap Map { get; }

    /// <summary>The positions and the size.</summary>
    public RingUsage Usage
    {
        get
        {
            using var consumer = new HandleLease(_consumer);
            using var producer = new HandleLease(_producer);
            ulong consumed = Consumed;
            return new RingUsage((long)consumed, (long)Produced, (long)_mask + 1);
        }
    }

    public static UserRingWriter Open(BpfMap map)
    {
        uint size = map.MaxEntries;
        int page = Environment.SystemPageSize;
        MappedRegion consumer = MappedRegion.Map(map.Fd, 0, (nuint)page, writable: false, $"user ring buffer {map.Name}");
        try
        {
            MappedRegion producer = MappedRegion.Map(map.Fd, page, (nuint)page + (2 * (nuint)size), writable: true, $"user ring buffer {map.Name}");
            return new UserRingWriter(map, consumer, producer, size);
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    /// <summary>Takes room for a record and keeps the memory mapped until <see cref="Finish"/>; null when there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ring can never hold such a record.</exception>
    public byte* Reserve(int length)
    {
        uint total = Total(length);
        bool consumerHeld = false;
        bool producerHeld = false;
        byte* record = null;
        try
        {
            _consumer.DangerousAddRef(ref consumerHeld);
            _producer.DangerousAddRef(ref producerHeld);
            lock (_gate)
            {
                ulong position = Produced;
                if (_mask + 1 - (position - Consumed) >= total)
                {
                    byte* header = _data + (position & _mask);
                    *(ulong*)header = (uint)length | BusyBit;

                    // Release: a program that sees the position sees the header, and waits for the busy bit to go.
                    Volatile.Write(ref *(ulong*)_producer.Pointer, position + total);
                    record = header + HeaderSize;
                }
            }

            return record;
        }
        finally
        {
            if (record == null)
                Release(consumerHeld, producerHeld);
        }
    }

    /// <summary>Hands a reserved record to the program, or has it passed over.</summary>
    public void Finish(byte* record, bool discard)
    {
        ref uint header = ref *(uint*)(record - HeaderSize);
        uint length = header & ~BusyBit;

        // A full fence, as the kernel's peer has it: the data is there before the busy bit goes.
        Interlocked.Exchange(ref header, discard ? length | DiscardBit : length);
        Release(consumerHeld: true, producerHeld: true);
    }

    public bool HasRoom(int length)
    {
        RingUsage usage = Usage;
        return usage.Size - usage.Backlog >= Total(length);
    }

    public void Dispose()
    {
        EndWaiting();
        _consumer.Dispose();
        _producer.Dispose();
    }

    private ulong Produced => Volatile.Read(ref *(ulong*)_producer.Pointer);

    // Acquire: the program has read a record before its room is used again.
    private ulong Consumed => Volatile.Read(ref *(ulong*)_consumer.Pointer);

    private uint Total(int length)
    {
        ulong total = ((ulong)length + HeaderSize + 7) & ~7UL;
        return length >= 0 && total <= _mask + 1
            ? (uint)total
            : throw new ArgumentOutOfRangeException(nameof(length), length, $"User ring buffer {Map.Name} holds {_mask + 1} bytes, too few for such a record.");
    }

    private void Release(bool consumerHeld, bool producerHeld)
    {
        if (producerHeld)
            _producer.DangerousRelease();
        if (consumerHeld)
            _consumer.DangerousRelease();
    }
}
