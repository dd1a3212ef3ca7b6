namespace Sonde.Bpf;

/// <summary>A reserved record of a user ring buffer, as bytes. Submit or discard it soon: those behind it wait for it.</summary>
/// <remarks>Disposing one that was neither submitted nor discarded discards it.</remarks>
public unsafe ref struct UserRingRecord
{
    private readonly byte* _place;
    private readonly int _length;
    private UserRingWriter? _ring;

    internal UserRingRecord(UserRingWriter ring, byte* place, int length)
    {
        _ring = ring;
        _place = place;
        _length = length;
    }

    /// <summary>The record's bytes, in the ring itself; none after it was submitted or discarded.</summary>
    public readonly Span<byte> Bytes => _ring is null ? default : new Span<byte>(_place, _length);

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
            UserRingErrors.ThrowFinished<byte>();
        _ring!.Finish(_place, discard);
        _ring = null;
    }
}
