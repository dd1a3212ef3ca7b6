using System.Runtime.CompilerServices;

namespace Sonde.Kernel;

/// <summary>Bytes in a perf ring: one piece, or two where they wrap around its end. Valid as long as the ring is being read.</summary>
public readonly unsafe ref struct PerfBytes
{
    private readonly byte* _first;
    private readonly byte* _second;
    private readonly int _firstLength;
    private readonly int _secondLength;

    /// <summary>Bytes in one piece.</summary>
    /// <param name="start">Where they begin.</param>
    /// <param name="length">How many.</param>
    public PerfBytes(byte* start, int length)
        : this(start, length, null, 0)
    {
    }

    internal PerfBytes(byte* first, int firstLength, byte* second, int secondLength)
    {
        _first = first;
        _firstLength = firstLength;
        _second = second;
        _secondLength = secondLength;
    }

    /// <summary>How many bytes.</summary>
    public int Length => _firstLength + _secondLength;

    /// <summary>Whether they lie in one piece, which is <see cref="First"/> then.</summary>
    public bool IsContiguous => _secondLength == 0;

    /// <summary>The bytes up to the end of the ring.</summary>
    public ReadOnlySpan<byte> First => new(_first, _firstLength);

    /// <summary>The bytes from the start of the ring on; empty when there is one piece.</summary>
    public ReadOnlySpan<byte> Second => new(_second, _secondLength);

    /// <summary>A part of the bytes.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">How long it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside.</exception>
    public PerfBytes Slice(int start, int length)
    {
        if ((uint)start > (uint)Length || (uint)length > (uint)(Length - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"{start} and {length} are not a part of {Length} bytes.");
        if (start >= _firstLength)
            return new PerfBytes(_second + (start - _firstLength), length, null, 0);
        int first = Math.Min(length, _firstLength - start);
        return new PerfBytes(_first + start, first, _second, length - first);
    }

    /// <summary>Copies the bytes.</summary>
    /// <param name="destination">Where to; must be long enough.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        First.CopyTo(destination);
        Second.CopyTo(destination[_firstLength..]);
    }

    /// <summary>Reads a value, whether it wraps or not.</summary>
    /// <typeparam name="T">Its layout.</typeparam>
    /// <param name="offset">Where it begins.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not inside.</exception>
    public T Read<T>(int offset = 0)
        where T : unmanaged
    {
        Unsafe.SkipInit(out T value);
        Slice(offset, sizeof(T)).CopyTo(new Span<byte>(&value, sizeof(T)));
        return value;
    }
}
