using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A ring buffer that this process writes and a program reads: <c>BPF_MAP_TYPE_USER_RINGBUF</c>, kernel 6.1.</summary>
/// <remarks>The program takes the records with <c>bpf_user_ringbuf_drain</c>, in the order in which they were reserved. Safe from any thread.</remarks>
/// <typeparam name="T">The layout of a record.</typeparam>
public sealed class UserRingBuffer<T> : ITypedMap
    where T : unmanaged
{
    internal UserRingBuffer(BpfMap map) => Map = map;

    /// <summary>The untyped map; its <see cref="BpfMap.MaxEntries"/> is the size of the ring in bytes.</summary>
    public BpfMap Map { get; }

    /// <summary>How far the ring was written and read.</summary>
    public RingUsage Usage => Map.UserRing.Usage;

    /// <summary>Takes room for a record, to be filled in place and then submitted or discarded. Allocates nothing.</summary>
    /// <param name="record">The record; its bytes are whatever lay there.</param>
    /// <returns>False when the ring has no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ring can never hold such a record.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public unsafe bool TryReserve(out UserRingRecord<T> record)
    {
        UserRingWriter ring = Map.UserRing;
        byte* place = ring.Reserve(sizeof(T));
        record = place == null ? default : new UserRingRecord<T>(ring, place);
        return place != null;
    }

    /// <summary>Writes a record. Allocates nothing.</summary>
    /// <param name="record">The record; it is copied.</param>
    /// <returns>False when the ring has no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ring can never hold such a record.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public unsafe bool TryWrite(in T record)
    {
        UserRingWriter ring = Map.UserRing;
        byte* place = ring.Reserve(sizeof(T));
        if (place == null)
            return false;
        Unsafe.WriteUnaligned(place, record);
        ring.Finish(place, discard: false);
        return true;
    }

    /// <summary>Writes a record, and waits for room where there is none. Allocates only when it waits.</summary>
    /// <param name="record">The record; it is copied.</param>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ring can never hold such a record.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or while it waits.</exception>
    /// <exception cref="Kernel.KernelException">The ring could not be waited for.</exception>
    public ValueTask WriteAsync(T record, CancellationToken cancellationToken = default)
        => TryWrite(in record) ? ValueTask.CompletedTask : WaitAndWriteAsync(record, cancellationToken);

    private async ValueTask WaitAndWriteAsync(T record, CancellationToken cancellationToken)
    {
        do
            await Map.UserRing.WaitForRoomAsync(Unsafe.SizeOf<T>(), cancellationToken).ConfigureAwait(false);
        while (!TryWrite(in record));
    }
}
