using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class HashMapTests : IDisposable
{
    private readonly Tables _tables = Tables.Open();

    public HashMapTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _tables.Load();
    }

    public void Dispose() => _tables.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void Values_come_back_field_by_field()
    {
        _tables.Maps.Points.Update(5, new Tables.Point { X = 70_000, Y = 60_000, Colour = (byte)Tables.Colour.Green });

        Assert.True(_tables.Maps.Points.TryGetValue(5, out Tables.Point point));
        Assert.Equal((70_000u, (ushort)60_000, (byte)1), (point.X, point.Y, point.Colour));
        Assert.False(_tables.Maps.Points.TryGetValue(6, out point));
        Assert.Equal(0u, point.X);
    }

    [Fact]
    public void Delete_says_whether_the_key_was_there()
    {
        _tables.Maps.Recent.Update(1, 10);

        Assert.True(_tables.Maps.Recent.Delete(1));
        Assert.False(_tables.Maps.Recent.Delete(1));
        Assert.False(_tables.Maps.Recent.TryGetValue(1, out _));
    }

    [Fact]
    public void Update_modes_refuse_what_does_not_fit()
    {
        _tables.Maps.Recent.Update(1, 10, BpfUpdate.Create);

        var again = Assert.Throws<BpfException>(() => _tables.Maps.Recent.Update(1, 11, BpfUpdate.Create));
        var missing = Assert.Throws<BpfException>(() => _tables.Maps.Recent.Update(2, 11, BpfUpdate.Replace));

        Assert.Equal("update map recent: File exists (EEXIST). The key exists already.", again.Message);
        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.True(_tables.Maps.Recent.TryGetValue(1, out ulong value));
        Assert.Equal(10ul, value);
    }

    [Fact]
    public void A_full_map_says_that_it_is_full()
    {
        for (uint key = 0; key < 4096; key++)
            _tables.Maps.Points.Update(key, default);

        var full = Assert.Throws<BpfException>(() => _tables.Maps.Points.Update(4096, default));

        Assert.Equal(Errno.E2BIG, full.Errno);
        Assert.Contains("it has 4096 entries", full.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(4096)]
    [Trait("Matrix", "guest")]
    public void Every_entry_is_walked_over_once_by_batches_and_key_by_key(int count)
    {
        for (uint key = 0; key < count; key++)
            _tables.Maps.Points.Update(key, new Tables.Point { X = key * 3 });
        uint[] expected = [.. Enumerable.Range(0, count).Select(i => (uint)i)];

        var batches = _tables.Maps.Points.ToList();
        var byKey = new List<KeyValuePair<uint, Tables.Point>>();
        using (var walk = _tables.Maps.Points.EnumerateKeyByKey())
        {
            while (walk.MoveNext())
                byKey.Add(walk.Current);
        }

        Assert.Equal(expected, batches.Select(e => e.Key).Order());
        Assert.Equal(expected, byKey.Select(e => e.Key).Order());
        Assert.All(batches, e => Assert.Equal(e.Key * 3, e.Value.X));
        Assert.All(byKey, e => Assert.Equal(e.Key * 3, e.Value.X));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Hash_maps_are_read_in_batches()
    {
        _tables.Maps.Points.Update(1, default);
        using var walk = new MapCursor(_tables.Maps.Points.Map);

        Assert.True(walk.MoveNext());
        Assert.True(walk.IsBatched);
        Assert.False(walk.MoveNext());
    }

    // 64 values of 600 KiB in 64 buckets: one value fits the first buffer, and some bucket has more.
    [Fact]
    public unsafe void A_bucket_larger_than_the_buffer_makes_it_grow()
    {
        using Tables tables = Tables.Open();
        BpfMap huge = tables.Object.GetMap("huge");
        huge.MaxEntries = 64;
        tables.Load();
        byte[] value = new byte[huge.ValueSize];
        for (uint key = 0; key < 64; key++)
        {
            value[0] = (byte)key;
            fixed (byte* pointer = value)
                huge.Update(&key, pointer, BpfUpdate.Any);
        }

        using var walk = new MapCursor(huge);
        int first = walk.Capacity;
        var seen = new SortedSet<byte>();
        while (walk.MoveNext())
            Assert.True(seen.Add(walk.Value[0]));

        Assert.Equal(64, seen.Count);
        Assert.True(walk.IsBatched);
        Assert.True(walk.Capacity > first, $"{walk.Capacity} entries, at first {first}");
    }

    [Fact]
    public void A_walk_survives_that_its_keys_are_deleted()
    {
        for (uint key = 0; key < 4096; key++)
            _tables.Maps.Points.Update(key, default);

        using (var walk = _tables.Maps.Points.EnumerateKeyByKey())
        {
            while (walk.MoveNext())
                _tables.Maps.Points.Delete(walk.Current.Key);
        }

        _tables.Maps.Points.Clear();
        Assert.Empty(_tables.Maps.Points);
    }

    [Fact]
    public void Access_allocates_nothing()
    {
        var map = _tables.Maps.Recent;
        map.Update(1, 1);
        map.TryGetValue(1, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (ulong i = 0; i < 10_000; i++)
        {
            map.Update(1, i);
            map.TryGetValue(1, out _);
            map.TryGetValue(2, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Types_of_another_size_are_refused()
    {
        BpfMap map = _tables.Object.GetMap("points");

#pragma warning disable SONDE032 // On purpose.
        var key = Assert.Throws<ArgumentException>(() => map.AsHashMap<ulong, Tables.Point>());
        var value = Assert.Throws<ArgumentException>(() => map.AsHashMap<uint, ulong>());
#pragma warning restore SONDE032
        var type = Assert.Throws<ArgumentException>(() => map.AsArray<Tables.Point>());

        Assert.Equal("Keys of map points have 4 bytes, UInt64 has 8.", key.Message);
        Assert.Equal("Values of map points have 16 bytes, UInt64 has 8.", value.Message);
        Assert.Equal("Map points is a Hash, not a Array.", type.Message);
    }

    [Fact]
    public void A_map_of_an_object_that_is_not_loaded_says_so()
    {
        using Tables open = Tables.Open();

        var e = Assert.Throws<InvalidOperationException>(() => open.Maps.Points.TryGetValue(1, out _));

        Assert.Equal("Map points exists in the kernel only after Load(): call it first.", e.Message);
    }

    [Fact]
    public void A_map_of_a_disposed_object_throws()
    {
        Tables closed = Tables.Open();
        closed.Load();
        closed.Maps.Recent.Update(1, 1);
        closed.Dispose();

        Assert.Equal("map recent", Assert.Throws<ObjectDisposedException>(() => closed.Maps.Recent.TryGetValue(1, out _)).ObjectName);
    }
}
