namespace Sonde.Bpf;

/// <summary>The entries of a map in batches.</summary>
/// <typeparam name="TKey">The layout of a key.</typeparam>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public readonly struct BpfBatches<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly BpfMap _map;
    private readonly bool _take;

    internal BpfBatches(BpfMap map, bool take)
    {
        _map = map;
        _take = take;
    }

    /// <summary>Begins to read.</summary>
    public Enumerator GetEnumerator() => new(new MapCursor(_map, _take));

    /// <summary>Walks over the batches. Dispose it to give its buffers back.</summary>
    public readonly ref struct Enumerator
    {
        private readonly MapCursor _cursor;

        internal Enumerator(MapCursor cursor) => _cursor = cursor;

        /// <summary>The batch, valid until the next step.</summary>
        public BpfBatch<TKey, TValue> Current => new(_cursor.Keys, _cursor.Values);

        /// <summary>How often the walk may have begun anew, so that entries come again; 0 where the kernel has batches.</summary>
        public int Restarts => _cursor.Restarts;

        /// <summary>Whether the walk has come to the end.</summary>
        public bool IsComplete => _cursor.IsComplete;

        /// <summary>Reads the next batch.</summary>
        /// <exception cref="BpfException">The kernel refused.</exception>
        public bool MoveNext() => _cursor.MoveNextBatch();

        /// <summary>Gives the buffers back.</summary>
        public void Dispose() => _cursor.Dispose();
    }
}
