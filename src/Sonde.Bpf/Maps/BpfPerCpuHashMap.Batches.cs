namespace Sonde.Bpf;

public sealed unsafe partial class BpfPerCpuHashMap<TKey, TValue>
{
    /// <summary>Sets the values of many keys, in batches (<c>BPF_MAP_UPDATE_BATCH</c>) where the kernel can and else one by one.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values of the first key, one for each possible CPU, then those of the second, and so on.</param>
    /// <param name="mode">
    /// Whether the keys may or must exist. The kernel has no batches for modes other than <see cref="BpfUpdate.Any"/>.
    /// </param>
    /// <exception cref="ArgumentException">The spans do not fit each other.</exception>
    /// <exception cref="BpfBatchException">
    /// The kernel refused part of the way, as when the map is full; the exception says how many were done.
    /// </exception>
    public void UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, BpfUpdate mode = BpfUpdate.Any)
    {
        fixed (TKey* keyPointer = keys)
            PerCpuSlots.WriteMany(Map, (byte*)keyPointer, keys.Length, values, mode);
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
    /// Takes all entries out of the map while it walks over them (<c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c>): what an interval
    /// tool does at the end of an interval.
    /// </summary>
    /// <remarks>
    /// Walk to the end: the entries of the batch that the walk stands in are out of the map already. A value that a program
    /// adds to through a pointer from <c>bpf_map_lookup_elem</c> at that very moment may miss that one addition.
    /// </remarks>
    public Consumption Consume() => new(Map);

    /// <summary>A walk that takes what it sees, a batch at a time. Nothing is taken before it begins.</summary>
    public readonly struct Consumption
    {
        private readonly BpfMap _map;

        internal Consumption(BpfMap map) => _map = map;

        /// <summary>Begins to take.</summary>
        public Enumerator GetEnumerator() => new(new MapCursor(_map, take: true), _map.PerCpuSlotSize);
    }
}
