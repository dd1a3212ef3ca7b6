using System.Net;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class LpmTrieTests : IDisposable
{
    private readonly BpfMap _map = BpfMap.Create(TrieOf(4, 4096));

    public LpmTrieTests() => TestKernel.Require(KernelFeatures.Bpf);

    public void Dispose() => _map.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_longest_prefix_of_an_address_is_found()
    {
        BpfIpTrie<uint> networks = _map.AsIpTrie<uint>();
        networks.Update(IPNetwork.Parse("10.0.0.0/8"), 8);
        networks.Update(IPNetwork.Parse("10.1.0.0/16"), 16);
        networks.Update(IPNetwork.Parse("10.1.2.3/32"), 32);

        Assert.Equal(32u, Match("10.1.2.3"));
        Assert.Equal(16u, Match("10.1.2.4"));
        Assert.Equal(8u, Match("10.2.0.1"));
        Assert.Null(Match("11.0.0.1"));
        networks.Update(IPNetwork.Parse("0.0.0.0/0"), 1);
        Assert.Equal(1u, Match("11.0.0.1"));
        Assert.True(networks.Delete(IPNetwork.Parse("10.1.0.0/16")));
        Assert.False(networks.Delete(IPNetwork.Parse("10.1.0.0/16")));
        Assert.Equal(8u, Match("10.1.2.4"));

        uint? Match(string address) => networks.TryMatch(IPAddress.Parse(address), out uint value) ? value : null;
    }

    [Fact]
    public void IPv6_networks_are_matched_too()
    {
        using BpfMap map = BpfMap.Create(TrieOf(16, 64));
        BpfIpTrie<uint> networks = map.AsIpTrie<uint>();
        networks.Update(IPNetwork.Parse("2001:db8::/32"), 32);
        networks.Update(IPNetwork.Parse("2001:db8:1::/48"), 48);

        Assert.True(networks.TryMatch(IPAddress.Parse("2001:db8:1::5"), out uint inner));
        Assert.True(networks.TryMatch(IPAddress.Parse("2001:db8:2::5"), out uint outer));
        Assert.False(networks.TryMatch(IPAddress.IPv6Loopback, out _));
        Assert.Equal((48u, 32u), (inner, outer));
        Assert.Equal(["2001:db8:1::/48", "2001:db8::/32"], networks.Entries().Select(e => e.Key.ToString()));
        Assert.Throws<ArgumentException>(() => networks.TryMatch(IPAddress.Loopback, out _));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_program_matches_what_was_written_here()
    {
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfIpTrie<uint> networks = kinds.Object.GetMap("networks").AsIpTrie<uint>();
        networks.Update(IPNetwork.Parse("192.168.0.0/16"), 1);
        networks.Update(IPNetwork.Parse("192.168.7.0/24"), 2);

        kinds.Object.GetVariable<uint>("address") = BitConverter.ToUInt32(IPAddress.Parse("192.168.7.9").GetAddressBytes());
        kinds.Programs.Match.TestRun();

        Assert.Equal(2u, kinds.Object.ReadVariable<uint>("matched"));
    }

    // Half of the space is deep, so that prefixes hold others.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public void Every_prefix_is_walked_over_once_longer_ones_before_those_that_hold_them(bool keyByKey)
    {
        BpfLpmTrie<uint, uint> trie = _map.AsLpmTrie<uint, uint>();
        Dictionary<(uint, int), uint> expected = Fill(trie, 2000);

        var seen = new List<(uint, int)>();
        using var walk = keyByKey ? trie.EnumerateKeyByKey() : trie.GetEnumerator();
        while (walk.MoveNext())
        {
            BpfLpmTrie<uint, uint>.Entry entry = walk.Current;
            seen.Add((entry.Address, entry.PrefixLength));
            Assert.Equal(expected[(entry.Address, entry.PrefixLength)], entry.Value);
        }

        Assert.Equal(expected.Keys.Order(), seen.Order());
        Assert.Equal((0, true), (walk.Restarts, walk.IsComplete));
        for (int i = 1; i < seen.Count; i++)
            Assert.True(LpmOrder.Compare(Key(seen[i - 1]), Key(seen[i])) < 0, $"{seen[i - 1]} before {seen[i]}");
    }

    // The kernel begins anew when the prefix that it stands on has gone; those that were seen are not given again.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public void A_walk_that_the_kernel_began_anew_says_so_and_gives_no_prefix_twice(bool keyByKey)
    {
        BpfLpmTrie<uint, uint> trie = _map.AsLpmTrie<uint, uint>();
        Dictionary<(uint, int), uint> expected = Fill(trie, 2000);

        var seen = new HashSet<(uint, int)>();
        int deleted = 0;
        using var cursor = new MapCursor(_map, keyByKey: keyByKey, batch: 16);
        while (cursor.MoveNext())
        {
            (uint Address, int Length) entry = (BitConverter.ToUInt32(cursor.Key[4..]), BitConverter.ToInt32(cursor.Key));
            Assert.True(seen.Add(entry), $"{entry} twice");
            if (seen.Count % 700 != 0)
                continue;

            // All of the next prefixes, so that the one that the walk stands on is among them.
            byte[] key = cursor.Key.ToArray();
            byte[] next = new byte[8];
            for (int i = 0; i < 20 && _map.TryGetNextKey(key, next); i++)
            {
                Assert.True(_map.Delete(next));
                expected.Remove((BitConverter.ToUInt32(next.AsSpan(4)), BitConverter.ToInt32(next)));
                deleted++;
            }
        }

        Assert.True(cursor.Restarts > 0);
        Assert.True(cursor.IsComplete);
        Assert.True(deleted > 20);
        Assert.Superset(expected.Keys.ToHashSet(), seen);
    }

    [Fact]
    public void Look_ups_and_updates_allocate_nothing()
    {
        BpfIpTrie<uint> networks = _map.AsIpTrie<uint>();
        IPNetwork network = IPNetwork.Parse("10.0.0.0/8");
        IPAddress address = IPAddress.Parse("10.1.1.1");
        networks.Update(network, 1);
        networks.TryMatch(address, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (uint i = 0; i < 1000; i++)
        {
            networks.Update(network, i);
            networks.TryMatch(address, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Prefixes_longer_than_an_address_and_types_of_another_size_are_refused()
    {
        BpfLpmTrie<uint, uint> trie = _map.AsLpmTrie<uint, uint>();

        var e = Assert.Throws<ArgumentOutOfRangeException>(() => trie.Update(1, 33, 1));

        Assert.Contains("An address of map trie has 32 bits.", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _map.AsLpmTrie<ulong, uint>());
        Assert.Throws<ArgumentException>(() => _map.AsIpTrie<ulong>());
    }

    private static BpfMapOptions TrieOf(int addressSize, uint maxEntries) => new()
    {
        Type = BpfMapType.LpmTrie,
        Name = "trie",
        KeySize = 4 + addressSize,
        ValueSize = 4,
        MaxEntries = maxEntries,
        Flags = BpfMapFlags.NoPreallocation,
    };

    private static Dictionary<(uint, int), uint> Fill(BpfLpmTrie<uint, uint> trie, int count)
    {
        var random = new Random(3);
        var entries = new Dictionary<(uint, int), uint>();
        for (uint value = 1; entries.Count < count; value++)
        {
            int length = random.Next(1, 33);
            uint mask = length == 32 ? uint.MaxValue : ~(uint.MaxValue >> length);
            uint number = (random.Next(2) == 0 ? (uint)random.NextInt64(1L << 32) : 0xc0a80000 | (uint)random.Next(1 << 16)) & mask;
            uint address = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(number);
            entries[(address, length)] = value;
            trie.Update(address, length, value);
        }

        return entries;
    }

    private static byte[] Key((uint Address, int Length) entry)
        => [.. BitConverter.GetBytes(entry.Length), .. BitConverter.GetBytes(entry.Address)];
}
