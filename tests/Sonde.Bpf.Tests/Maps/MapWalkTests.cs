using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Walks while the map changes under them.</summary>
public sealed class MapWalkTests : IDisposable
{
    private const uint Stable = 500;
    private const uint Size = 4096;
    private readonly BpfMap _map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.Hash, "walked", Size));
    private readonly BpfHashMap<uint, uint> _entries;

    public MapWalkTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _entries = _map.AsHashMap<uint, uint>();
        for (uint key = 0; key < Stable; key++)
            _entries.Update(key, key);
    }

    public void Dispose() => _map.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public async Task Every_entry_that_stays_is_seen_while_others_come_and_go(bool keyByKey)
    {
        using var stop = new CancellationTokenSource();
        Task churn = Task.Run(() =>
        {
            var random = new Random(1);
            while (!stop.IsCancellationRequested)
            {
                uint key = Stable + (uint)random.Next((int)(Size - Stable));
                if (!_entries.Delete(key))
                    _entries.Update(key, key);
            }
        });

        try
        {
            for (int round = 0; round < TestKernel.Scale(20, inGuest: 3); round++)
            {
                var seen = new HashSet<uint>();
                using var walk = keyByKey ? _entries.EnumerateKeyByKey() : _entries.GetEnumerator();
                while (walk.MoveNext())
                {
                    Assert.Equal(walk.Current.Key, walk.Current.Value);
                    seen.Add(walk.Current.Key);
                }

                if (!keyByKey)
                    Assert.Equal((true, 0), (walk.IsComplete, walk.Restarts));
                if (walk.IsComplete)
                    Assert.Superset(Enumerable.Range(0, (int)Stable).Select(i => (uint)i).ToHashSet(), seen);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await churn;
        }
    }

    [Fact]
    public void A_walk_may_delete_what_it_stands_on_and_is_not_restarted()
    {
        int count = 0;
        using var walk = _entries.EnumerateKeyByKey();
        while (walk.MoveNext())
        {
            Assert.True(_entries.Delete(walk.Current.Key));
            count++;
        }

        Assert.Equal(((int)Stable, 0, true), (count, walk.Restarts, walk.IsComplete));
    }

    // The walk holds the key after the one that it shows. When that one goes, the kernel begins anew.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_walk_that_the_kernel_began_anew_says_so_and_still_sees_all()
    {
        var seen = new List<uint>();
        using var walk = _entries.EnumerateKeyByKey();
        for (int i = 0; i < 100; i++)
        {
            Assert.True(walk.MoveNext());
            seen.Add(walk.Current.Key);
        }

        byte[] next = new byte[4];
        Assert.True(_map.TryGetNextKey(BitConverter.GetBytes(seen[^1]), next));
        uint gone = BitConverter.ToUInt32(next);
        Assert.True(_entries.Delete(gone));
        while (walk.MoveNext())
            seen.Add(walk.Current.Key);

        Assert.Equal((1, true), (walk.Restarts, walk.IsComplete));
        Assert.Equal(Stable - 1, (uint)seen.Distinct().Count());
        Assert.Equal((int)Stable - 1 + 100, seen.Count); // The first hundred came again.
        Assert.DoesNotContain(gone, seen);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_walk_that_is_restarted_for_ever_ends_and_says_that_it_is_not_complete()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.Hash, "restless", 8));
        BpfHashMap<uint, uint> entries = map.AsHashMap<uint, uint>();
        for (uint key = 0; key < 8; key++)
            entries.Update(key, key);
        byte[] next = new byte[4];
        byte[] key4 = new byte[4];

        long steps = 0;
        using var walk = entries.EnumerateKeyByKey();
        while (walk.MoveNext())
        {
            steps++;
            BitConverter.TryWriteBytes(key4, walk.Current.Key);
            if (!map.TryGetNextKey(key4, next))
                continue;
            map.Delete(next); // Where the walk goes on from,
            entries.Update(100 + (uint)steps, 1); // and there is always another.
            Assert.True(steps < 100_000, "The walk does not end.");
        }

        Assert.True(walk.Restarts > 0);
    }

    [Fact]
    public void A_walk_in_batches_is_one_pass_over_the_buckets()
    {
        const uint other = 10_000;
        var seen = new List<uint>();
        using var walk = _entries.GetEnumerator();
        while (walk.MoveNext())
        {
            if (seen.Count == 0)
                Assert.False(walk.IsComplete);
            seen.Add(walk.Current.Key);
            Assert.True(seen.Count <= 2 * Stable, "The walk does not end.");
            if (walk.Current.Key >= other || walk.Current.Key % 2 == 0)
                continue; // A second pass would see again those that stay.
            _entries.Delete(walk.Current.Key);
            _entries.Update(walk.Current.Key + other, 1); // Seen when its bucket comes later.
        }

        Assert.Equal((0, true), (walk.Restarts, walk.IsComplete));
        Assert.Equal(Enumerable.Range(0, (int)Stable).Select(i => (uint)i), seen.Where(key => key < other).Order());
        Assert.Equal(seen.Distinct().Count(), seen.Count);
    }

    [Fact]
    public void An_empty_map_has_nothing_and_is_complete()
    {
        _entries.Clear();

        foreach (bool keyByKey in new[] { false, true })
        {
            using var walk = new MapCursor(_map, keyByKey: keyByKey);
            Assert.False(walk.MoveNext());
            Assert.False(walk.MoveNext());
            Assert.True(walk.IsComplete);
        }
    }
}
