using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>
/// A trie of IP networks: <c>BPF_MAP_TYPE_LPM_TRIE</c> whose addresses have 4 (IPv4) or 16 bytes (IPv6), in network order.
/// </summary>
/// <remarks>
/// The key in C is <c>struct { __u32 prefixlen; __be32 address; }</c>, or with <c>struct in6_addr</c>. A map of an object needs
/// a loaded object. Every member may be called from any thread; look-ups, updates and deletes allocate nothing.
/// </remarks>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe class BpfIpTrie<TValue> : ITypedMap
    where TValue : unmanaged
{
    private const int LongestKey = sizeof(int) + 16;
    private readonly int _addressSize;

    internal BpfIpTrie(BpfMap map)
    {
        Map = map;
        _addressSize = map.KeySize - sizeof(int);
    }

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public AddressFamily Family => _addressSize == 4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>Finds the value of the smallest network that an address is in.</summary>
    /// <param name="address">The address.</param>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>Whether the trie has such a network.</returns>
    /// <exception cref="ArgumentException">The address is of another family.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryMatch(IPAddress address, out TValue value)
    {
        byte* key = stackalloc byte[LongestKey];
        MakeKey(key, address, _addressSize * 8);
        Unsafe.SkipInit(out value);
        fixed (TValue* pointer = &value)
        {
            if (Map.TryLookup(key, pointer))
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>Sets the value of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the network may or must exist.</param>
    /// <exception cref="ArgumentException">The network is of another family.</exception>
    /// <exception cref="BpfException">The map is full, or the mode does not fit.</exception>
    public void Update(IPNetwork network, in TValue value, BpfUpdate mode = BpfUpdate.Any)
    {
        byte* key = stackalloc byte[LongestKey];
        MakeKey(key, network.BaseAddress, network.PrefixLength);
        fixed (TValue* pointer = &value)
            Map.Update(key, pointer, mode);
    }

    /// <summary>Deletes a network, and no other.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Whether it was in the trie.</returns>
    /// <exception cref="ArgumentException">The network is of another family.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(IPNetwork network)
    {
        byte* key = stackalloc byte[LongestKey];
        MakeKey(key, network.BaseAddress, network.PrefixLength);
        return Map.Delete(key);
    }

    /// <summary>Walks the networks, smaller ones before those that hold them, each once; in batches where the kernel can (5.13).</summary>
    public IEnumerable<KeyValuePair<IPNetwork, TValue>> Entries()
    {
        using var cursor = new MapCursor(Map);
        while (cursor.MoveNext())
        {
            int prefixLength = BitConverter.ToInt32(cursor.Key);
            IPAddress address = MaskedAddress(cursor.Key[sizeof(int)..], prefixLength);
            yield return new(new IPNetwork(address, prefixLength), Unsafe.ReadUnaligned<TValue>(in cursor.Value[0]));
        }
    }

    private void MakeKey(byte* key, IPAddress address, int prefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != Family)
            throw new ArgumentException($"{address} is no {(_addressSize == 4 ? "IPv4" : "IPv6")} address, as map {Map.Name} has.", nameof(address));
        Unsafe.WriteUnaligned(key, prefixLength);
        address.TryWriteBytes(new Span<byte>(key + sizeof(int), _addressSize), out _);
    }

    // A program may have stored bits after the prefix; .NET refuses such a network.
    private static IPAddress MaskedAddress(ReadOnlySpan<byte> address, int prefixLength)
    {
        Span<byte> masked = stackalloc byte[address.Length];
        address.CopyTo(masked);
        for (int i = 0; i < masked.Length; i++)
            masked[i] &= (byte)(0xff00 >> Math.Clamp(prefixLength - (i * 8), 0, 8));
        return new IPAddress(masked);
    }
}
