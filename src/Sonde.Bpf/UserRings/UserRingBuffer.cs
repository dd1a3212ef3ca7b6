namespace Sonde.Bpf;

/// <summary>A ring buffer that this process writes and a program reads, with records of any length: <c>BPF_MAP_TYPE_USER_RINGBUF</c>, kernel 6.1.</summary>
/// <remarks>The program takes the records with <c>bpf_user_ringbuf_drain</c>, in the order in which they were reserved. Safe from any thread.</remarks>
public sealed unsafe class UserRingBuffer : ITypedMap
{
    internal UserRingBuffer(BpfMap map) => Map = map;

    /// <summary>The untyped map; its <see cref="BpfMap.MaxEntries"/> is the size of the ring in bytes.</summary>
    public BpfMap Map { get; }

    /// <summary>How far the ring was written and read.</summary>
    public RingUsage Usage => Map.UserRing.Usage;

    /// <summary>Takes room for a record, to be filled in place and then submitted or discarded. Allocates nothing.</summary>
    /// <param name="length">How many bytes.</param>
    /// <param name="record">The record; its bytes are whatever lay there.</param>
    /// <returns>False when the ring has no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ring can never hold such a record.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public bool TryReserve(int length, out UserRingRecord record)
    {
        UserRingWriter ring = Map.UserRing;
        byte* place = ring.Reserve(length);
        record = place == null ? default : new UserRingRecord(ring, place, length);
        return place != null;
    }

    /// <summary>Writes a record. Allocates nothing.</summary>
    /// <param name="record">Its bytes; they are copied.</param>
    /// <returns>False when the ring has no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ring can never hold such a record.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public bool TryWrite(ReadOnlySpan<byte> record)
    {
        UserRingWriter ring = Map.UserRing;
        byte* place = ring.Reserve(record.Length);
        if (place == null)
            return false;
        record.CopyTo(new Span<byte>(place, record.Length));
        ring.Finish(place, discard: false);
        return true;
    }

    /// <summary>Ends when there is room for a record of this length; another writer may take it first.</summary>
    /// <param name="length">How many bytes.</param>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ring can never hold such a record.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or while it waits.</exception>
    /// <exception cref="Kernel.KernelException">The ring could not be waited for.</exception>
    public Task WaitForRoomAsync(int length, CancellationToken cancellationToken = default) => Map.UserRing.WaitForRoomAsync(length, cancellationToken);
}
