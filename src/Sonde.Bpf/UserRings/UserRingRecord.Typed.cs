using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A reserved record of a user ring buffer. Submit or discard it soon: those behind it wait for it.</summary>
/// <remarks>Disposing one that was neither submitted nor discarded discards it.</remarks>
/// <typeparam name="T">The layout of a record.</typeparam>
public unsafe ref struct UserRingRecord<T>
    where T : unmanaged
{
    private readonly byte* _place;
    private UserRingWriter? _ring;

    internal UserRingRecord(UserRingWriter ring, byte* place)
    {
        _ring = ring;
        _place = place;
    }

    /// <summary>The record, in the ring itself.</summary>
    /// <exception cref="InvalidOperationException">It was submitted or discarded already.</exception>
    public readonly ref T Value => ref _ring is null ? ref UserRingErrors.ThrowFinished<T>() : ref Unsafe.AsRef<T>(_place);

    /// <summary>Hands the record to the program.</summary>
    /// <exception cref="InvalidOperationException">It was submitted or discarded already.</exception>
    public void Submit() => Finish(discard: false);

    /// <summary>Has the program pass the record over.</summary>
    /// <exception cref="InvalidOperationException">It was submitted or discarded already.</exception>
    public void Discard() => Finish(discard: true);

    /// <summary>Discards the record unless it was submitted.</summary>
    public void Dispose()
    {
        if (_ring is not null)
            Finish(discard: true);
    }

    private void Finish(bool discard)
    {
        if (_ring is null)
            UserRingErrors.ThrowFinished<T>();
        _ring!.Finish(_place, discard);
        _ring = null;
    }
}
