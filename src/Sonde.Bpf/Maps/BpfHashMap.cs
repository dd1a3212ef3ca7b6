using System.Collections;
using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A hash table shared with the kernel: <c>BPF_MAP_TYPE_HASH</c> or <c>BPF_MAP_TYPE_LRU_HASH</c>.</summary>
/// <remarks>
/// A map of an object needs a loaded object. Every member may be called from any thread; look-ups, updates, deletes and
/// the entries of a walk or a batch allocate nothing.
/// </remarks>
/// <typeparam name="TKey">The layout of a key.</typeparam>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe partial class BpfHashMap<TKey, TValue> : ITypedMap, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal BpfHashMap(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Copies the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, or zeros.</param>
    /// <param name="flags">How to read.</param>
    /// <returns>Whether the key is in the map.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetValue(in TKey key, out TValue value, BpfLookup flags = BpfLookup.None)
    {
        Unsafe.SkipInit(out value);
        fixed (TKey* keyPointer = &key)
        fixed (TValue* valuePointer = &value)
        {
            if (Map.TryLookup(keyPointer, valuePointer, flags))
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>Copies the value of a key and deletes the key, in one step. Needs kernel 5.14.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, or zeros.</param>
    /// <param name="flags">How to read.</param>
    /// <returns>Whether the key was in the map.</returns>
    /// <exception cref="BpfException">
    /// The kernel refused, or is older than 5.14; <see cref="Consume"/> does it for the whole map since 5.6.
    /// </exception>
    public bool TryTake(in TKey key, out TValue value, BpfLookup flags = BpfLookup.None)
    {
        Unsafe.SkipInit(out value);
        fixed (TKey* keyPointer = &key)
        fixed (TValue* valuePointer = &value)
        {
            if (Map.TryTake(keyPointer, valuePointer, flags))
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

        /// <summary>
        /// How often the walk may have begun anew because the key that it stood on was deleted, so that entries come again.
        /// Batches are never restarted.
        /// </summary>
        public readonly int Restarts => _cursor.Restarts;

        /// <summary>Whether the walk has come to the end. It is false while it runs, and when restarts made it give up.</summary>
        public readonly bool IsComplete => _cursor.IsComplete;

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
