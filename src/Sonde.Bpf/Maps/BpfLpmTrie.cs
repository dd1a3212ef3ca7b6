using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A trie that finds the longest prefix of an address: <c>BPF_MAP_TYPE_LPM_TRIE</c>, for addresses of any size.</summary>
/// <remarks>
/// <para>The key in C is <c>struct { __u32 prefixlen; T address; }</c> without a gap between the two; addresses are compared byte
/// by byte, the most significant bit of each first: numbers have to be in network order. For IP addresses see
/// <see cref="BpfIpTrie{TValue}"/>.</para>
/// <para>A map of an object needs a loaded object. Every member may be called from any thread; look-ups, updates, deletes and
/// the entries of a walk allocate nothing.</para>
/// </remarks>
/// <typeparam name="TAddress">The layout of an address.</typeparam>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe class BpfLpmTrie<TAddress, TValue> : ITypedMap
    where TAddress : unmanaged
    where TValue : unmanaged
{
    internal BpfLpmTrie(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>The bits of an address.</summary>
    public int AddressBits => sizeof(TAddress) * 8;

    /// <summary>Finds the value of the longest prefix that an address has.</summary>
    /// <param name="address">The address.</param>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>Whether the trie has a prefix of the address.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryMatch(in TAddress address, out TValue value) => TryMatch(address, AddressBits, out value);

    /// <summary>Finds the value of the longest prefix that a prefix has: itself, or a shorter one that holds it.</summary>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">How many bits of it count.</param>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>Whether the trie has such a prefix.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryMatch(in TAddress address, int prefixLength, out TValue value)
    {
        byte* key = stackalloc byte[sizeof(int) + sizeof(TAddress)];
        MakeKey(key, address, prefixLength);
        Unsafe.SkipInit(out value);
        fixed (TValue* pointer = &value)
        {
            if (Map.TryLookup(key, pointer))
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>Sets the value of a prefix.</summary>
    /// <param name="address">The address; bits after the prefix do not matter.</param>
    /// <param name="prefixLength">How many bits of it count, 0 for all addresses.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the prefix may or must exist.</param>
    /// <exception cref="ArgumentOutOfRangeException">The address has not that many bits.</exception>
    /// <exception cref="BpfException">The map is full, or the mode does not fit.</exception>
    public void Update(in TAddress address, int prefixLength, in TValue value, BpfUpdate mode = BpfUpdate.Any)
    {
        byte* key = stackalloc byte[sizeof(int) + sizeof(TAddress)];
        MakeKey(key, address, prefixLength);
        fixed (TValue* pointer = &value)
            Map.Update(key, pointer, mode);
    }

    /// <summary>Deletes a prefix, and no other.</summary>
    /// <param name="address">The address; bits after the prefix do not matter.</param>
    /// <param name="prefixLength">How many bits of it count.</param>
    /// <returns>Whether the prefix was in the trie.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The address has not that many bits.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(in TAddress address, int prefixLength)
    {
        byte* key = stackalloc byte[sizeof(int) + sizeof(TAddress)];
        MakeKey(key, address, prefixLength);
        return Map.Delete(key);
    }

    /// <summary>Walks the prefixes, longer ones before those that hold them, each once; in batches where the kernel can (5.13).</summary>
    public Enumerator GetEnumerator() => new(new MapCursor(Map));

    internal Enumerator EnumerateKeyByKey() => new(new MapCursor(Map, keyByKey: true));

    private void MakeKey(byte* key, TAddress address, int prefixLength)
    {
        if ((uint)prefixLength > (uint)AddressBits)
            throw new ArgumentOutOfRangeException(nameof(prefixLength), prefixLength, $"An address of map {Map.Name} has {AddressBits} bits.");
        Unsafe.WriteUnaligned(key, prefixLength);
        Unsafe.WriteUnaligned(key + sizeof(int), address);
    }

    /// <summary>A prefix and its value.</summary>
    /// <param name="Address">The address; bits after the prefix are as they were given.</param>
    /// <param name="PrefixLength">How many bits of it count.</param>
    /// <param name="Value">The value.</param>
    public readonly record struct Entry(TAddress Address, int PrefixLength, TValue Value);

    /// <summary>Walks the prefixes of a trie. Dispose it to give its buffers back.</summary>
    public readonly ref struct Enumerator
    {
        private readonly MapCursor _cursor;

        internal Enumerator(MapCursor cursor) => _cursor = cursor;

        /// <summary>The entry. When its prefix was deleted at that moment, the value is that of a prefix that holds it.</summary>
        public Entry Current => new(
            Unsafe.ReadUnaligned<TAddress>(in _cursor.Key[sizeof(int)]),
            Unsafe.ReadUnaligned<int>(in _cursor.Key[0]),
            Unsafe.ReadUnaligned<TValue>(in _cursor.Value[0]));

        /// <summary>
        /// How often the walk began anew because the prefix that it stood on was deleted. Prefixes seen before are skipped.
        /// </summary>
        public int Restarts => _cursor.Restarts;

        /// <summary>Whether the walk has come to the end. It is false while it runs, and when restarts made it give up.</summary>
        public bool IsComplete => _cursor.IsComplete;

        /// <summary>Goes to the next prefix.</summary>
        public bool MoveNext() => _cursor.MoveNext();

        /// <summary>Gives the buffers back.</summary>
        public void Dispose() => _cursor.Dispose();
    }
}
