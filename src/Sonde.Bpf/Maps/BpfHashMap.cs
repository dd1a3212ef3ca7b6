using System.Collections;
using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A hash table shared with the kernel: <c>BPF_MAP_TYPE_HASH</c> or <c>BPF_MAP_TYPE_LRU_HASH</c>.</summary>
/// <remarks>Every member needs a loaded object and may be called from any thread; look-ups, updates and deletes allocate nothing.</remarks>
/// <typeparam name="TKey">The layout of a key.</typeparam>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe class BpfHashMap<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal BpfHashMap(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Copies the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>Whether the key is in the map.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetValue(in TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        fixed (TKey* keyPointer = &key)
        fixed (TValue* valuePointer = &value)
        {
            if (Map.TryLookup(keyPointer, valuePointer))
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>Sets the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the key may or must exist.</param>
    /// <exception cref="BpfException">The map is full, or the mode does not fit.</exception>
    public void Update(in TKey key, in TValue value, BpfUpdate mode = BpfUpdate.Any)
    {
        fixed (TKey* keyPointer = &key)
        fixed (TValue* valuePointer = &value)
            Map.Update(keyPointer, valuePointer, mode);
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
        foreach ((TKey key, _) in this)
            Delete(key);
    }

    /// <summary>Walks the entries, in batches where the kernel can. Safe against concurrent changes.</summary>
    public Enumerator GetEnumerator() => new(new MapCursor(Map));

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal Enumerator EnumerateKeyByKey() => new(new MapCursor(Map, keyByKey: true));

    /// <summary>Walks the entries of a map. Dispose it to give its buffers back.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        private readonly MapCursor _cursor;

        internal Enumerator(MapCursor cursor) => _cursor = cursor;

        /// <inheritdoc/>
        public readonly KeyValuePair<TKey, TValue> Current
            => new(Unsafe.ReadUnaligned<TKey>(in _cursor.Key[0]), Unsafe.ReadUnaligned<TValue>(in _cursor.Value[0]));

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public readonly bool MoveNext() => _cursor.MoveNext();

        /// <inheritdoc/>
        public readonly void Dispose() => _cursor.Dispose();

        /// <summary>Not supported: start a new walk.</summary>
        /// <exception cref="NotSupportedException">Always.</exception>
        public readonly void Reset() => throw new NotSupportedException("Start a new walk instead.");
    }
}
