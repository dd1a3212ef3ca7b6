using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A hash table with a value for each CPU: <c>BPF_MAP_TYPE_PERCPU_HASH</c> or <c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>.</summary>
/// <remarks>
/// A map of an object needs a loaded object. Every member may be called from any thread; look-ups, updates, deletes and the
/// entries of a walk allocate nothing.
/// </remarks>
/// <typeparam name="TKey">The layout of a key.</typeparam>
/// <typeparam name="TValue">The layout of a value on one CPU.</typeparam>
public sealed unsafe partial class BpfPerCpuHashMap<TKey, TValue> : ITypedMap
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal BpfPerCpuHashMap(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Copies the values of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">Filled with a value for each possible CPU; must have room for <see cref="Kernel.CpuSet.Possible"/>.</param>
    /// <returns>Whether the key is in the map.</returns>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetValues(in TKey key, Span<TValue> values)
    {
        fixed (TKey* keyPointer = &key)
            return PerCpuSlots.TryRead(Map, keyPointer, values);
    }

    /// <summary>Copies the values of a key and deletes the key, in one step. Needs kernel 5.14.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">Filled with a value for each possible CPU; must have room for <see cref="Kernel.CpuSet.Possible"/>.</param>
    /// <returns>Whether the key was in the map.</returns>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="BpfException">
    /// The kernel refused, or is older than 5.14; <see cref="Consume"/> does it for the whole map since 5.6.
    /// </exception>
    public bool TryTake(in TKey key, Span<TValue> values)
    {
        fixed (TKey* keyPointer = &key)
            return PerCpuSlots.TryRead(Map, keyPointer, values, take: true);
    }

    /// <summary>Sets the values of a key on all CPUs.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">A value for each possible CPU.</param>
    /// <param name="mode">Whether the key may or must exist.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The map is full, or the mode does not fit.</exception>
    public void Update(in TKey key, ReadOnlySpan<TValue> values, BpfUpdate mode = BpfUpdate.Any)
    {
        fixed (TKey* keyPointer = &key)
            PerCpuSlots.Write(Map, keyPointer, values, mode);
    }

    /// <summary>Deletes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether the key was in the map.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(in TKey key)
    {
        fixed (TKey* keyPointer = &key)
            return Map.Delete(keyPointer);
    }

    /// <summary>Deletes the entries that the map has now. Entries that programs add meanwhile may stay.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Clear()
    {
        using var cursor = new MapCursor(Map, take: true);
        while (cursor.MoveNextBatch())
        {
            // Reading them has deleted them.
        }
    }

    /// <summary>Walks the entries, in batches where the kernel can.</summary>
    /// <remarks>
    /// Safe against concurrent changes. An entry that stays during the whole walk is seen; the enumerator says whether the
    /// walk was restarted, after which keys may come again, and whether it came to the end.
    /// </remarks>
    public Enumerator GetEnumerator() => new(new MapCursor(Map), Map.PerCpuSlotSize);

    internal Enumerator EnumerateKeyByKey() => new(new MapCursor(Map, keyByKey: true), Map.PerCpuSlotSize);

    /// <summary>A key and its values.</summary>
    public readonly ref struct Entry
    {
        internal Entry(TKey key, PerCpuValues<TValue> values)
        {
            Key = key;
            Values = values;
        }

        /// <summary>The key.</summary>
        public TKey Key { get; }

        /// <summary>A value for each possible CPU, valid until the next step.</summary>
        public PerCpuValues<TValue> Values { get; }

        /// <summary>Takes the entry apart.</summary>
        /// <param name="key">The key.</param>
        /// <param name="values">A value for each possible CPU, valid until the next step.</param>
        public void Deconstruct(out TKey key, out PerCpuValues<TValue> values)
        {
            key = Key;
            values = Values;
        }
    }

    /// <summary>Walks the entries of a map. Dispose it to give its buffers back.</summary>
    public readonly ref struct Enumerator
    {
        private readonly MapCursor _cursor;
        private readonly int _slotSize;

        internal Enumerator(MapCursor cursor, int slotSize)
        {
            _cursor = cursor;
            _slotSize = slotSize;
        }

        /// <summary>The entry.</summary>
        public Entry Current => new(Unsafe.ReadUnaligned<TKey>(in _cursor.Key[0]), new PerCpuValues<TValue>(_cursor.Value, _slotSize));

        /// <summary>
        /// How often the walk may have begun anew because the key that it stood on was deleted, so that entries come again.
        /// Batches are never restarted.
        /// </summary>
        public int Restarts => _cursor.Restarts;

        /// <summary>Whether the walk has come to the end. It is false while it runs, and when restarts made it give up.</summary>
        public bool IsComplete => _cursor.IsComplete;

        /// <summary>Goes to the next entry.</summary>
        public bool MoveNext() => _cursor.MoveNext();

        /// <summary>Gives the buffers back.</summary>
        public void Dispose() => _cursor.Dispose();
    }
}
