namespace Sonde.Bpf;

/// <summary>An array with a value for each CPU: <c>BPF_MAP_TYPE_PERCPU_ARRAY</c>. All its entries exist, zeroed at first.</summary>
/// <remarks>
/// A map of an object needs a loaded object. Every member may be called from any thread; accesses and the entries of a walk allocate
/// nothing.
/// </remarks>
/// <typeparam name="TValue">The layout of a value on one CPU.</typeparam>
public sealed unsafe class BpfPerCpuArray<TValue> : ITypedMap
    where TValue : unmanaged
{
    internal BpfPerCpuArray(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>How many entries.</summary>
    public int Count => checked((int)Map.MaxEntries);

    /// <summary>Copies the values of an entry.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="values">Filled with a value for each possible CPU; must have room for <see cref="Kernel.CpuSet.Possible"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void GetValues(int index, Span<TValue> values)
    {
        RequireIndex(index);
        PerCpuSlots.TryRead(Map, &index, values);
    }

    /// <summary>Sets the values of an entry on all CPUs.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="values">A value for each possible CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such entry.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void SetValues(int index, ReadOnlySpan<TValue> values)
    {
        RequireIndex(index);
        PerCpuSlots.Write(Map, &index, values, BpfUpdate.Any);
    }

    /// <summary>Walks the entries in order, in batches where the kernel can (5.13).</summary>
    public Enumerator GetEnumerator() => new(Map);

    private void RequireIndex(int index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Map {Map.Name} has {Count} entries.");
    }

    /// <summary>Walks the entries of an array. Dispose it to give its buffers back.</summary>
    public readonly ref struct Enumerator
    {
        private readonly MapCursor _cursor;
        private readonly int _slotSize;

        internal Enumerator(BpfMap map)
        {
            _cursor = new MapCursor(map);
            _slotSize = map.PerCpuSlotSize;
        }

        /// <summary>The values of the entry, one for each possible CPU, valid until the next step.</summary>
        public PerCpuValues<TValue> Current => new(_cursor.Value, _slotSize);

        /// <summary>Goes to the next entry.</summary>
        public bool MoveNext() => _cursor.MoveNext();

        /// <summary>Gives the buffers back.</summary>
        public void Dispose() => _cursor.Dispose();
    }
}
