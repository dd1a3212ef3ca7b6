using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>A record that begins with a tag of 4 bytes, which says its type. Generated code reads it: <c>SONDE_RECORD</c> in C declares the types.</summary>
public readonly ref struct TaggedRecord
{
    /// <summary>Reads the tag.</summary>
    /// <param name="ring">The ring that the record is of, for the exception.</param>
    /// <param name="bytes">The bytes of the record.</param>
    /// <exception cref="InvalidDataException">The record is too short for a tag.</exception>
    public TaggedRecord(RingBuffer ring, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(ring);
        if (bytes.Length < sizeof(uint))
            RingErrors.ThrowShortRecord(ring.Map.Name, (uint)bytes.Length, "a tag", sizeof(uint));
        Tag = MemoryMarshal.Read<uint>(bytes);
        Bytes = bytes;
    }

    /// <summary>The tag.</summary>
    public uint Tag { get; }

    /// <summary>All bytes of the record.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Makes sure that the record is as long as the type of its tag.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="ring">The ring that the record is of, for the exception.</param>
    /// <exception cref="InvalidDataException">The record is shorter.</exception>
    public void Require<T>(RingBuffer ring)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(ring);
        if (Bytes.Length < Unsafe.SizeOf<T>())
            RingErrors.ThrowShortRecord(ring.Map.Name, (uint)Bytes.Length, typeof(T).Name, Unsafe.SizeOf<T>());
    }

    /// <summary>The record as the type of a tag, in place.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="tag">The tag.</param>
    /// <exception cref="InvalidOperationException">The record has another tag.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The record is shorter than the type.</exception>
    public ref readonly T As<T>(uint tag)
        where T : unmanaged
    {
        if (Tag != tag)
            RingErrors.ThrowOtherTag(Tag, tag, typeof(T).Name);
        return ref MemoryMarshal.AsRef<T>(Bytes);
    }
}
