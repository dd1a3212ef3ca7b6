using System.Collections;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfHashMap<TKey, TValue>
{
    /// <summary>Sets many values, in batches (<c>BPF_MAP_UPDATE_BATCH</c>) where the kernel can and else one by one.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">As many values.</param>
    /// <param name="mode">
    /// Whether the keys may or must exist. The kernel has no batches for modes other than <see cref="BpfUpdate.Any"/> and
    /// <see cref="BpfUpdate.Locked"/>.
    /// </param>
    /// <exception cref="ArgumentException">The spans have different lengths.</exception>
    /// <exception cref="BpfBatchException">
    /// The kernel refused part of the way, as when the map is full; the exception says how many were done.
    /// </exception>
    public void UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, BpfUpdate mode = BpfUpdate.Any)
    {
        if (keys.Length != values.Length)
            throw new ArgumentException($"{keys.Length} keys and {values.Length} values were given.", nameof(values));
        fixed (TKey* keyPointer = keys)
        fixed (TValue* valuePointer = values)
            Map.UpdateMany((byte*)keyPointer, (byte*)valuePointer, keys.Length, mode);
    }

    /// <summary>Deletes many keys, in batches (<c>BPF_MAP_DELETE_BATCH</c>) where the kernel can and else one by one.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>How many of them were in the map.</returns>
    /// <exception cref="BpfBatchException">The kernel refused part of the way; the exception says how many were done.</exception>
    public int DeleteBatch(ReadOnlySpan<TKey> keys)
    {
        fixed (TKey* keyPointer = keys)
            return Map.DeleteMany((byte*)keyPointer, keys.Length);
    }

    /// <summary>
    /// Walks the entries batch by batch, each as spans over the buffer that the kernel filled: the fastest way to read a large map.
    /// </summary>
    public BpfBatches<TKey, TValue> Batches() => new(Map, take: false);

    /// <summary>
    /// Takes all entries out of the map while it walks over them (<c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c>): what an interval
    /// tool does at the end of an interval.
    /// </summary>
    /// <remarks>
    /// Walk to the end: the entries of the batch that the walk stands in are out of the map already. A value that a program
    /// adds to through a pointer from <c>bpf_map_lookup_elem</c> at that very moment may miss that one addition.
    /// </remarks>
    public Consumption Consume() => new(Map);

    /// <summary>As <see cref="Consume"/>, batch by batch.</summary>
    public BpfBatches<TKey, TValue> ConsumeBatches() => new(Map, take: true);

    /// <summary>A walk that takes what it sees, a batch at a time. Nothing is taken before it begins.</summary>
    public readonly struct Consumption : IEnumerable<KeyValuePair<TKey, TValue>>
    {
        private readonly BpfMap _map;

        internal Consumption(BpfMap map) => _map = map;

        /// <summary>Begins to take.</summary>
        public Enumerator GetEnumerator() => new(new MapCursor(_map, take: true));

        IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
