using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The mapped memory of an array, shared with programs and other processes. It keeps the map alive; dispose it.</summary>
/// <remarks>
/// Entries are read and written in place: what is wider than a word can be seen half written, and several fields never change
/// together. References and spans must not be used after the view is disposed; <see cref="Read"/>, <see cref="Write"/> and
/// <see cref="Exchange"/> may run on other threads while it is being disposed, and throw afterwards.
/// </remarks>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe class BpfArrayView<TValue> : IDisposable
    where TValue : unmanaged
{
    private readonly MappedRegion _region;
    private readonly string _name;
    private readonly int _stride;

    private BpfArrayView(BpfMap map, MappedRegion region, bool writable)
    {
        _region = region;
        _name = map.Name;
        _stride = Stride(map);
        Count = checked((int)map.MaxEntries);
        IsWritable = writable;
    }

    /// <summary>How many entries.</summary>
    public int Count { get; }

    /// <summary>Whether entries can be written. Writing to others ends the process: the memory is read-only.</summary>
    public bool IsWritable { get; }

    /// <summary>An entry, in place.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only; use <see cref="Get"/>.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public ref TValue this[int index]
    {
        get
        {
            RequireWritable();
            return ref *At(index);
        }
    }

    /// <summary>An entry to read, in place.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public ref readonly TValue Get(int index) => ref *At(index);

    /// <summary>All entries, in place.</summary>
    /// <exception cref="InvalidOperationException">
    /// The view is read-only, or values are not a multiple of 8 bytes and so do not lie side by side.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public Span<TValue> AsSpan()
    {
        RequireWritable();
        return new Span<TValue>(Start(), Count);
    }

    /// <summary>All entries to read, in place.</summary>
    /// <exception cref="InvalidOperationException">Values are not a multiple of 8 bytes and so do not lie side by side.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public ReadOnlySpan<TValue> AsReadOnlySpan() => new(Start(), Count);

    /// <summary>Reads an entry whole: never half of what a program writes at the same time.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="NotSupportedException">A value is not 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public TValue Read(int index)
    {
        using var lease = new HandleLease(_region);
        return BpfAtomic.Read(in *At(index));
    }

    /// <summary>Writes an entry whole.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="NotSupportedException">A value is not 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public void Write(int index, TValue value)
    {
        using var lease = new HandleLease(_region);
        BpfAtomic.Write(ref this[index], value);
    }

    /// <summary>
    /// Writes an entry and gives what was there, in one step: reads and resets a counter that a program adds to with
    /// <c>__sync_fetch_and_add</c>.
    /// </summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="NotSupportedException">A value is not 4 or 8 bytes.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="ObjectDisposedException">The view was disposed.</exception>
    public TValue Exchange(int index, TValue value)
    {
        using var lease = new HandleLease(_region);
        return BpfAtomic.Exchange(ref this[index], value);
    }

    /// <summary>Unmaps the memory.</summary>
    public void Dispose() => _region.Dispose();

    internal static BpfArrayView<TValue> Open(BpfMap map, bool writable)
    {
        BpfMapInfo info = map.GetInfo();
        if ((info.Flags & BpfMapFlags.Mappable) == 0)
        {
            throw BpfErrors.Refused(
                "map memory of", $"map {map.Name}", Errno.EINVAL, "it was not made with BPF_F_MMAPABLE: set BpfMapFlags.Mappable, or map_flags in C.");
        }

        nuint page = (nuint)Environment.SystemPageSize;
        nuint length = ((nuint)Stride(map) * info.MaxEntries + page - 1) / page * page;
        try
        {
            return new BpfArrayView<TValue>(map, MappedRegion.Map(map.Fd, 0, length, writable, $"map {map.Name}"), writable);
        }
        catch (KernelException e) when (e is not BpfException)
        {
            string? remedy = e.Errno == Errno.EPERM && writable ? "The map is frozen or read-only: ask for a view that is not writable." : null;
            throw BpfErrors.Failed("map memory of", $"map {map.Name}", e.Errno, KernelFeatures.None, remedy);
        }
    }

    // The kernel rounds each element up.
    private static int Stride(BpfMap map) => (map.ValueSize + 7) & ~7;

    private TValue* Start()
    {
        ObjectDisposedException.ThrowIf(_region.IsClosed, this);
        if (_stride != sizeof(TValue))
            throw new InvalidOperationException($"Values of map {_name} lie {_stride} bytes apart and have {sizeof(TValue)}: use the indexer.");
        return (TValue*)_region.Pointer;
    }

    private TValue* At(int index)
    {
        ObjectDisposedException.ThrowIf(_region.IsClosed, this);
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Map {_name} has {Count} entries.");
        return (TValue*)(_region.Pointer + ((long)index * _stride));
    }

    private void RequireWritable()
    {
        if (!IsWritable)
            throw new InvalidOperationException($"This view of map {_name} is read-only.");
    }
}
