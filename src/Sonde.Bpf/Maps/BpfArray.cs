using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>An array shared with the kernel: <c>BPF_MAP_TYPE_ARRAY</c>. All its entries exist, zeroed at first.</summary>
/// <remarks>
/// A map of an object needs a loaded object. Every member may be called from any thread; single accesses allocate nothing.
/// </remarks>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe class BpfArray<TValue> : ITypedMap, IReadOnlyList<TValue>
    where TValue : unmanaged
{
    internal BpfArray(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>How many entries.</summary>
    public int Count => checked((int)Map.MaxEntries);

    /// <summary>An entry: reading copies it, writing replaces it.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TValue this[int index]
    {
        get => Read(index);
        set => Write(index, value);
    }

    /// <summary>Copies an entry.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="flags">How to read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TValue Read(int index, BpfLookup flags = BpfLookup.None)
    {
        Unsafe.SkipInit(out TValue value);
        if (index < 0 || !Map.TryLookup(&index, &value, flags))
            throw OutOfRange(index);
        return value;
    }

    /// <summary>Replaces an entry.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode"><see cref="BpfUpdate.Locked"/> to take the value's lock; <see cref="BpfUpdate.Create"/> fails always.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Write(int index, in TValue value, BpfUpdate mode = BpfUpdate.Any)
    {
        if (index < 0 || index >= Count)
            throw OutOfRange(index);
        fixed (TValue* pointer = &value)
            Map.Update(&index, pointer, mode);
    }

    /// <summary>Replaces entries that lie side by side, in one batch where the kernel can.</summary>
    /// <param name="start">The place of the first, from 0.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has not that many entries.</exception>
    /// <exception cref="BpfBatchException">The kernel refused part of the way.</exception>
    public void Write(int start, ReadOnlySpan<TValue> values)
    {
        if (start < 0 || start > Count - values.Length)
            throw OutOfRange(start < 0 ? start : start + values.Length - 1);
        int[] indexes = ArrayPool<int>.Shared.Rent(values.Length);
        try
        {
            for (int i = 0; i < values.Length; i++)
                indexes[i] = start + i;
            fixed (int* keys = indexes)
            fixed (TValue* pointer = values)
                Map.UpdateMany((byte*)keys, (byte*)pointer, values.Length, BpfUpdate.Any);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(indexes);
        }
    }

    /// <summary>Copies all entries, in batches where the kernel can.</summary>
    /// <param name="values">Filled with the entries; must have room for <see cref="Count"/>.</param>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void CopyTo(Span<TValue> values)
    {
        if (values.Length < Count)
            throw new ArgumentException($"The span has room for {values.Length} entries; map {Map.Name} has {Count}.", nameof(values));
        using var cursor = new MapCursor(Map);
        while (cursor.MoveNextBatch())
        {
            ReadOnlySpan<TValue> batch = MemoryMarshal.Cast<byte, TValue>(cursor.Values);
            batch.CopyTo(values);
            values = values[batch.Length..];
        }
    }

    /// <summary>
    /// Maps the memory of the array (<c>BPF_F_MMAPABLE</c>, kernel 5.5): its entries are then read and written in place, with
    /// no system call. The view lives on its own and must be disposed.
    /// </summary>
    /// <param name="writable">Whether entries can be written. The map cannot be frozen while a writable view is open.</param>
    /// <exception cref="BpfException">The map is not mappable, is frozen, or the kernel refused.</exception>
    public BpfArrayView<TValue> MapMemory(bool writable = true) => BpfArrayView<TValue>.Open(Map, writable);

    /// <summary>Walks the entries in order, in batches where the kernel can.</summary>
    public IEnumerator<TValue> GetEnumerator()
    {
        using var cursor = new MapCursor(Map);
        while (cursor.MoveNext())
            yield return Unsafe.ReadUnaligned<TValue>(in cursor.Value[0]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ArgumentOutOfRangeException OutOfRange(int index)
        => new(nameof(index), index, $"Map {Map.Name} has {Count} entries.");
}
