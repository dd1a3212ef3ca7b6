using System.Collections;
using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>An array shared with the kernel: <c>BPF_MAP_TYPE_ARRAY</c>. All its entries exist, zeroed at first.</summary>
/// <remarks>Every member needs a loaded object and may be called from any thread; single accesses allocate nothing.</remarks>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe class BpfArray<TValue> : IReadOnlyList<TValue>
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
        get
        {
            Unsafe.SkipInit(out TValue value);
            if (index < 0 || !Map.TryLookup(&index, &value))
                throw new ArgumentOutOfRangeException(nameof(index), index, $"Map {Map.Name} has {Count} entries.");
            return value;
        }

        set
        {
            if (index < 0 || index >= Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"Map {Map.Name} has {Count} entries.");
            Map.Update(&index, &value, BpfUpdate.Any);
        }
    }

    /// <summary>Walks the entries in order, in batches where the kernel can.</summary>
    public IEnumerator<TValue> GetEnumerator()
    {
        using var cursor = new MapCursor(Map);
        while (cursor.MoveNext())
            yield return Unsafe.ReadUnaligned<TValue>(in cursor.Value[0]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
