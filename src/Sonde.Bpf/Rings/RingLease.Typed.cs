using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A walk over the records of a ring buffer that frees nothing until it is told to. Made by <see cref="RingBuffer{T}.Lease"/>.</summary>
/// <remarks>
/// What was not committed when the lease is disposed stays in the ring, and the next reader gets it again. Pass a lease by reference:
/// a copy shares the walk, and once one of them was disposed the others commit and end nothing, and must not be walked any more.
/// </remarks>
/// <example>
/// <code>
/// using RingLease&lt;Event&gt; lease = ring.Lease();
/// while (lease.MoveNext())
///     Store(in lease.Current);
/// lease.Commit();
/// </code>
/// </example>
/// <typeparam name="T">The layout of a record.</typeparam>
public ref struct RingLease<T>
    where T : unmanaged
{
    private RingDrain<T>.Enumerator _walk;

    internal RingLease(RingReader reader, int maxRecords, long maxBytes) => _walk = new(reader, maxRecords, maxBytes, consumer: null);

    /// <summary>The record, in the ring itself: valid until it is committed or the lease is disposed.</summary>
    public readonly ref readonly T Current => ref _walk.Current;

    /// <summary>Goes to the next record. Records that a program discarded are passed over.</summary>
    /// <returns>False when there is none, the budget is spent, or the next one is still being written.</returns>
    /// <exception cref="InvalidDataException">A record is shorter than the type; it is passed over.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext() => _walk.MoveNext();

    /// <summary>Gives all records that were walked over back to the kernel, the current one too: after each record or after a batch.</summary>
    /// <remarks>Each commit takes the cache line away from the program that writes, so a batch is cheaper.</remarks>
    public readonly void Commit() => _walk.Commit();

    /// <summary>Ends the walk. What was not committed stays in the ring.</summary>
    public void Dispose() => _walk.Abandon();
}
