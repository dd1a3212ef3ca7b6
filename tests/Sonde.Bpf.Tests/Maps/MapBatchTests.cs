using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class MapBatchTests : IDisposable
{
    private const int Size = 4096;
    private readonly BpfMap _map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "batches", Size));
    private readonly BpfHashMap<uint, ulong> _entries;
    private readonly uint[] _keys = [.. Enumerable.Range(0, Size).Select(i => (uint)i)];
    private readonly ulong[] _values = [.. Enumerable.Range(0, Size).Select(i => (ulong)i * 3)];

    public MapBatchTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _entries = _map.AsHashMap<uint, ulong>();
    }

    public void Dispose() => _map.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public void Many_entries_are_set_and_deleted_in_batches_and_one_by_one(bool oneByOne)
    {
        _map.IsWithoutBatches = oneByOne;

        _entries.UpdateBatch(_keys, _values);

        Assert.Equal(_keys, _entries.Select(e => e.Key).Order());
        Assert.All(_entries, e => Assert.Equal(e.Key * 3ul, e.Value));
        Assert.Equal(1000, _entries.DeleteBatch(_keys.AsSpan(0, 1000)));
        Assert.Equal(Size - 1000, _entries.Count());
        _entries.UpdateBatch([], []);
        Assert.Equal(0, _entries.DeleteBatch([]));
        Assert.Equal(oneByOne, _map.IsWithoutBatches);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Deleting_counts_the_keys_that_were_there_and_goes_on_past_those_that_were_not(bool oneByOne)
    {
        _map.IsWithoutBatches = oneByOne;
        _entries.UpdateBatch([2, 4, 6], [1, 1, 1]);

        Assert.Equal(3, _entries.DeleteBatch([1, 2, 3, 4, 5, 6, 7]));
        Assert.Empty(_entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_that_does_not_fit_says_how_many_entries_were_set(bool oneByOne)
    {
        _map.IsWithoutBatches = oneByOne;
        _entries.UpdateBatch(_keys.AsSpan(0, Size - 10), _values.AsSpan(0, Size - 10));
        uint[] more = [.. Enumerable.Range(100_000, 20).Select(i => (uint)i)];

        var e = Assert.Throws<BpfBatchException>(() => _entries.UpdateBatch(more, new ulong[20]));

        Assert.Equal((Errno.E2BIG, 10), (e.Errno, e.Completed));
        Assert.EndsWith("it has 4096 entries. 10 of 20 entries were done.", e.Message, StringComparison.Ordinal);
        Assert.Equal(Size, _entries.Count());
        Assert.True(_entries.TryGetValue(more[9], out _));
        Assert.False(_entries.TryGetValue(more[10], out _));
    }

    // The kernel takes no such mode for a batch.
    [Fact]
    [Trait("Matrix", "guest")]
    public void Modes_hold_in_a_batch_too()
    {
        _entries.UpdateBatch([1, 2], [10, 20], BpfUpdate.Create);

        var again = Assert.Throws<BpfBatchException>(() => _entries.UpdateBatch([3, 2], [30, 21], BpfUpdate.Create));
        var missing = Assert.Throws<BpfBatchException>(() => _entries.UpdateBatch([1, 4], [11, 40], BpfUpdate.Replace));

        Assert.Equal((Errno.EEXIST, 1), (again.Errno, again.Completed));
        Assert.Equal((Errno.ENOENT, 1), (missing.Errno, missing.Completed));
        Assert.Equal([(1u, 11ul), (2u, 20ul), (3u, 30ul)], _entries.OrderBy(e => e.Key).Select(e => (e.Key, e.Value)));
    }

    // Two entries are asked for: a bucket with one leaves no room for the next bucket's two, so the kernel gives one. A reader
    // that takes this for the end sees a few of the entries only.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_batch_that_is_shorter_than_asked_for_is_not_the_end()
    {
        _entries.UpdateBatch(_keys, _values);
        var seen = new List<uint>();
        int shortBatches = 0;
        using (var walk = new MapCursor(_map, batch: 2))
        {
            while (walk.MoveNextBatch())
            {
                if (walk.Keys.Length < walk.Capacity * sizeof(uint))
                    shortBatches++;
                for (int i = 0; i < walk.Keys.Length; i += sizeof(uint))
                    seen.Add(BitConverter.ToUInt32(walk.Keys[i..]));
            }

            Assert.True(walk.IsComplete);
        }

        Assert.True(shortBatches > 1, $"{shortBatches} short batches");
        Assert.Equal(_keys, seen.Order());
    }

    // 4096 keys in 4096 buckets: some bucket has at least three, whatever the seed of the hash.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_bucket_that_does_not_fit_makes_the_buffer_grow_and_nothing_is_taken_twice_or_missed()
    {
        _entries.UpdateBatch(_keys, _values);
        var taken = new List<(uint, ulong)>();
        using (var walk = new MapCursor(_map, take: true, batch: 1))
        {
            Assert.Equal(1, walk.Capacity);
            while (walk.MoveNext())
                taken.Add((BitConverter.ToUInt32(walk.Key), BitConverter.ToUInt64(walk.Value)));
            Assert.True(walk.Capacity > 1);
            Assert.True(walk.IsBatched);
        }

        Assert.Equal(_keys.Zip(_values), taken.Order());
        Assert.Empty(_entries);
    }

    [Fact]
    public void A_large_map_is_read_in_ever_larger_batches()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "large", 20_000));
        BpfHashMap<uint, ulong> large = map.AsHashMap<uint, ulong>();
        uint[] keys = [.. Enumerable.Range(0, 20_000).Select(i => (uint)i)];
        large.UpdateBatch(keys, new ulong[20_000]);

        int batches = 0;
        int entries = 0;
        foreach (BpfBatch<uint, ulong> batch in large.Batches())
        {
            Assert.Equal(batch.Keys.Length, batch.Values.Length);
            batches++;
            entries += batch.Count;
        }

        Assert.Equal(20_000, entries);
        Assert.True(batches < 20, $"{batches} batches");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public void Consuming_takes_every_entry_out(bool lru)
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(lru ? BpfMapType.LruHash : BpfMapType.Hash, "taken", 10_000));
        BpfHashMap<uint, ulong> source = map.AsHashMap<uint, ulong>();
        source.UpdateBatch(_keys.AsSpan(0, 3000), _values.AsSpan(0, 3000));

        var taken = source.Consume().ToList();

        Assert.Equal(_keys.Take(3000), taken.Select(e => e.Key).Order());
        Assert.All(taken, e => Assert.Equal(e.Key * 3ul, e.Value));
        Assert.Empty(source);
        Assert.Empty(source.Consume());
        source.UpdateBatch(_keys.AsSpan(0, 10), _values.AsSpan(0, 10));
        int batched = 0;
        foreach (BpfBatch<uint, ulong> batch in source.ConsumeBatches())
            batched += batch.Count;
        Assert.Equal(10, batched);
        Assert.Empty(source);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Without_batches_entries_are_taken_key_by_key()
    {
        _entries.UpdateBatch(_keys.AsSpan(0, 500), _values.AsSpan(0, 500));
        var taken = new List<(uint, ulong)>();
        using (var walk = new MapCursor(_map, take: true, keyByKey: true))
        {
            while (walk.MoveNext())
                taken.Add((BitConverter.ToUInt32(walk.Key), BitConverter.ToUInt64(walk.Value)));
            Assert.True(walk.IsComplete);
            Assert.False(walk.IsBatched);
        }

        Assert.Equal(_keys.Zip(_values).Take(500), taken.Order());
        Assert.Empty(_entries);
    }

    // Each increment is made by an update of its own, so that nothing is lost between reading and deleting.
    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Nothing_is_lost_when_entries_are_added_while_they_are_taken()
    {
        int enough = TestKernel.Scale(100_000, inGuest: 3000);
        const int keys = 2000;
        using var stop = new CancellationTokenSource();
        long added = 0;
        Task writer = Task.Run(() =>
        {
            uint next = 0;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    _entries.Update(next, 1, BpfUpdate.Create);
                    added++;
                }
                catch (BpfException e) when (e.Errno == Errno.EEXIST)
                {
                    // Not taken yet.
                }

                next = (next + 1) % keys;
            }
        });

        long taken = 0;
        while (taken < enough && !writer.IsCompleted)
            taken += _entries.Consume().Sum(e => (long)e.Value);
        await stop.CancelAsync();
        await writer;
        taken += _entries.Consume().Sum(e => (long)e.Value);

        Assert.True(taken >= enough);
        Assert.Equal(added, taken);
    }

    [Theory]
    [InlineData(BpfMapType.PerCpuHash)]
    [InlineData(BpfMapType.LruPerCpuHash)]
    [Trait("Matrix", "guest")]
    public void Per_CPU_values_go_in_and_out_in_batches(BpfMapType type)
    {
        int cpus = CpuSet.Possible.Count;
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(type, "per_cpu", 10_000));
        BpfPerCpuHashMap<uint, uint> entries = map.AsPerCpuHashMap<uint, uint>();
        uint[] keys = _keys[..1000];
        uint[] values = [.. keys.SelectMany(key => Enumerable.Range(0, cpus).Select(cpu => (key * 10) + (uint)cpu))];

        entries.UpdateBatch(keys, values);

        Assert.Equal(1000, CheckAll(entries.GetEnumerator()));
        Assert.Equal(1000, CheckAll(entries.EnumerateKeyByKey()));
        Assert.Equal(10, entries.DeleteBatch(keys.AsSpan(0, 10)));
        Assert.Equal(990, CheckAll(entries.Consume().GetEnumerator()));
        Assert.Equal(0, CheckAll(entries.GetEnumerator()));
        Assert.Throws<ArgumentException>(() => entries.UpdateBatch([1, 2], new uint[cpus]));

        static int CheckAll(BpfPerCpuHashMap<uint, uint>.Enumerator walk)
        {
            int count = 0;
            while (walk.MoveNext())
            {
                (uint key, PerCpuValues<uint> slots) = walk.Current;
                for (int cpu = 0; cpu < slots.Length; cpu++)
                    Assert.Equal((key * 10) + (uint)cpu, slots[cpu]);
                count++;
            }

            walk.Dispose();
            return count;
        }
    }

    // Values of 8 bytes lie as the kernel has them, others are spread out.
    [Fact]
    public void Per_CPU_values_of_a_whole_slot_go_in_as_they_are()
    {
        int cpus = CpuSet.Possible.Count;
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.PerCpuHash, "per_cpu", 100));
        BpfPerCpuHashMap<uint, ulong> entries = map.AsPerCpuHashMap<uint, ulong>();

        entries.UpdateBatch([1, 2], [.. Enumerable.Range(0, 2 * cpus).Select(i => (ulong)i)]);

        ulong[] read = new ulong[cpus];
        Assert.True(entries.TryGetValues(2, read));
        Assert.Equal(Enumerable.Range(cpus, cpus).Select(i => (ulong)i), read);
    }

    // 5.10 has no batches for this type.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_per_CPU_array_is_walked_in_order_on_every_kernel()
    {
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        kinds.Programs.FillSlots.TestRun();
        kinds.Programs.FillSlots.TestRun();

        var sums = new List<uint>();
        foreach (PerCpuValues<uint> values in kinds.Maps.Slots)
            sums.Add(values.Sum());

        Assert.Equal(300, sums.Count);
        Assert.Equal(2u, sums[299]);
        Assert.All(sums.Take(299), sum => Assert.Equal(0u, sum));
        using var walk = new MapCursor(kinds.Maps.Slots.Map);
        Assert.True(walk.MoveNext());
        Assert.Equal(TestKernel.Report.Version.IsAtLeast(5, 13), walk.IsBatched);
    }

    // This kernel has no batches for maps of devices.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_type_without_batches_is_updated_walked_and_deleted_one_by_one()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.DeviceHash, "devices", 16));
        byte[] keys = [.. BitConverter.GetBytes(5u), .. BitConverter.GetBytes(6u)];
        byte[] loopback = BitConverter.GetBytes(1u);

        map.UpdateBatch(keys, [.. loopback, .. loopback]);

        Assert.False(map.IsWithoutBatches);
        using (var walk = new MapCursor(map))
        {
            int count = 0;
            while (walk.MoveNext())
                count++;
            Assert.Equal(2, count);
            Assert.False(walk.IsBatched);
        }

        Assert.Equal(2, map.DeleteBatch(keys));
        Assert.True(map.IsWithoutBatches);
    }

    [Fact]
    public void Batches_allocate_nothing_for_their_entries()
    {
        _entries.UpdateBatch(_keys, _values);
        Pass(_entries, _keys, _values);
        long fewEntries = Measure(_entries, _keys[..10], _values[..10]);
        long manyEntries = Measure(_entries, _keys, _values);

        // A walk has its cursor; an entry has nothing.
        Assert.True(manyEntries <= fewEntries, $"{manyEntries} bytes for {Size} entries, {fewEntries} for 10");

        static long Measure(BpfHashMap<uint, ulong> map, uint[] keys, ulong[] values)
        {
            map.Clear();
            Pass(map, keys, values);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Pass(map, keys, values);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static void Pass(BpfHashMap<uint, ulong> map, uint[] keys, ulong[] values)
        {
            map.UpdateBatch(keys, values);
            ulong sum = 0;
            foreach ((uint key, ulong value) in map)
                sum += key + value;
            foreach (BpfBatch<uint, ulong> batch in map.Batches())
                sum += batch.Values[0];
            map.DeleteBatch(keys.AsSpan(0, keys.Length / 2));
            foreach ((uint key, _) in map.Consume())
                sum -= key;
        }
    }
}
