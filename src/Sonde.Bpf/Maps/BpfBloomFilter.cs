namespace Sonde.Bpf;

/// <summary>A set that forgets nothing and is sometimes wrong: <c>BPF_MAP_TYPE_BLOOM_FILTER</c>, kernel 5.16.</summary>
/// <remarks>
/// <see cref="BpfMapOptions.Extra"/> is the number of hash functions, 1 to 15, 5 when 0. A map of an object needs a loaded
/// object. Every member may be called from any thread and allocates nothing.
/// </remarks>
/// <typeparam name="T">The layout of a value.</typeparam>
public sealed unsafe class BpfBloomFilter<T> : ITypedMap
    where T : unmanaged
{
    internal BpfBloomFilter(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Adds a value. There is no way to take it out again.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Add(in T value)
    {
        fixed (T* pointer = &value)
            Map.Update(null, pointer, BpfUpdate.Any);
    }

    /// <summary>Asks for a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False when it was never added; true when it was, and for some values that were not.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool MightContain(in T value)
    {
        fixed (T* pointer = &value)
            return Map.TryLookup((void*)null, pointer);
    }
}
