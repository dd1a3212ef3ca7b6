using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The mapped memory of an arena. It keeps the map alive; dispose it.</summary>
/// <remarks>
/// A page that nobody allocated is allocated when it is touched, unless the arena has
/// <see cref="BpfMapFlags.FaultOnUnallocated"/>: then touching it ends the process. References and spans must not be used
/// after the view is disposed. <see cref="BpfAtomic"/> reads and writes whole words.
/// </remarks>
public sealed unsafe class BpfArenaView : IDisposable
{
    private readonly MappedRegion _region;

    internal BpfArenaView(MappedRegion region) => _region = region;

    /// <summary>The address of the first byte.</summary>
    public ulong Address => (ulong)Start();

    /// <summary>The size in bytes.</summary>
    public ulong Length => _region.Length;

    /// <summary>What lies at a place, as a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="offset">The place, in bytes from the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit there.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public ref T At<T>(ulong offset)
        where T : unmanaged
        => ref *(T*)Range(offset, (ulong)sizeof(T));

    /// <summary>What a pointer that a program stored points to. Its lower 32 bits count, as for the kernel.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="pointer">The pointer.</param>
    /// <exception cref="ArgumentOutOfRangeException">It points out of the arena.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public ref T Target<T>(ulong pointer)
        where T : unmanaged
        => ref At<T>((uint)pointer - (uint)Address);

    /// <summary>Bytes in place.</summary>
    /// <param name="offset">The place of the first, in bytes.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The arena has not that many there.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public Span<byte> Slice(ulong offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new Span<byte>(Range(offset, (ulong)length), length);
    }

    /// <summary>Unmaps the memory.</summary>
    public void Dispose() => _region.Dispose();

    private byte* Start()
    {
        ObjectDisposedException.ThrowIf(_region.IsClosed, this);
        return _region.Pointer;
    }

    private byte* Range(ulong offset, ulong length)
    {
        byte* start = Start();
        if (offset > Length || length > Length - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The arena has {Length} bytes.");
        return start + offset;
    }
}
