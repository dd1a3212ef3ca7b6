using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class StandaloneMapTests
{
    private static readonly BpfMapOptions Counts = BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "counts", 128);

    public StandaloneMapTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_map_is_created_without_an_object_and_is_as_asked_for()
    {
        using BpfMap map = BpfMap.Create(Counts with { Flags = BpfMapFlags.NoPreallocation });

        BpfMapInfo info = map.GetInfo();

        Assert.Equal(("counts", BpfMapType.Hash, 4, 8, 128u), (info.Name, info.Type, info.KeySize, info.ValueSize, info.MaxEntries));
        Assert.Equal(BpfMapFlags.NoPreallocation, info.Flags);
        Assert.Equal(("counts", BpfMapType.Hash, 4, 8, 128u), (map.Name, map.Type, map.KeySize, map.ValueSize, map.MaxEntries));
        Assert.NotEqual(0u, info.Id);
        Assert.False(info.IsFrozen);
        Assert.True(info.MemoryBytes > 0, $"{info.MemoryBytes} bytes");
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void It_works_as_one_of_an_object_does()
    {
        using BpfMap map = BpfMap.Create(Counts);
        BpfHashMap<uint, ulong> counts = map.AsHashMap<uint, ulong>();

        counts.Update(1, 10);
        counts.Update(2, 20);

        Assert.True(counts.TryGetValue(2, out ulong value));
        Assert.Equal(20ul, value);
        Assert.Equal(2, counts.Count());
    }

    [Fact]
    public void A_disposed_map_throws()
    {
        BpfMap map = BpfMap.Create(Counts);
        BpfHashMap<uint, ulong> counts = map.AsHashMap<uint, ulong>();
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => counts.TryGetValue(1, out _));
        Assert.Equal($"map {Counts.Name}", Assert.Throws<ObjectDisposedException>(() => map.GetInfo()).ObjectName);
        map.Dispose();
    }

    [Theory]
    [InlineData(BpfMapType.Array)]
    [InlineData(BpfMapType.PerCpuArray)]
    public void The_key_of_an_array_is_its_index(BpfMapType type)
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<ulong>(type, "slots", 3));
        Assert.Equal(4, map.KeySize);
    }

    [Fact]
    public void A_map_opened_by_id_is_the_same_map_and_outlives_the_first()
    {
        BpfMap first = BpfMap.Create(Counts);
        first.AsHashMap<uint, ulong>().Update(7, 70);
        using BpfMap second = BpfMap.FromId(first.GetInfo().Id);
        first.Dispose();

        Assert.True(second.AsHashMap<uint, ulong>().TryGetValue(7, out ulong value));
        Assert.Equal(70ul, value);
        Assert.Equal("counts", second.Name);
    }

    [Fact]
    public void An_id_that_no_map_has_is_said_to_be_so()
    {
        var e = Assert.Throws<BpfException>(() => BpfMap.FromId(uint.MaxValue - 1));

        Assert.Equal(Errno.ENOENT, e.Errno);
        Assert.Equal("open map with id 4294967294: No such file or directory (ENOENT). No map has this id now.", e.Message);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_frozen_map_refuses_updates_and_says_why()
    {
        using BpfMap map = BpfMap.Create(Counts);
        BpfHashMap<uint, ulong> counts = map.AsHashMap<uint, ulong>();
        counts.Update(1, 10);

        map.Freeze();

        Assert.True(map.GetInfo().IsFrozen);
        Assert.True(counts.TryGetValue(1, out _));
        var update = Assert.Throws<BpfException>(() => counts.Update(1, 11));
        Assert.Equal(
            "update map counts: Operation not permitted (EPERM). The map is frozen (BPF_MAP_FREEZE): user space cannot write to it any more.",
            update.Message);
        Assert.Equal(Errno.EPERM, Assert.Throws<BpfException>(() => counts.Delete(1)).Errno);
        var batch = Assert.Throws<BpfBatchException>(() => counts.UpdateBatch([2, 3], [1, 1]));
        Assert.Equal(0, batch.Completed);
        var again = Assert.Throws<BpfException>(map.Freeze);
        Assert.Contains("The map is frozen", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_descriptor_refuses_updates_and_says_why()
    {
        using BpfMap map = BpfMap.Create(Counts with { Flags = BpfMapFlags.ReadOnly });

        var e = Assert.Throws<BpfException>(() => map.AsHashMap<uint, ulong>().Update(1, 1));

        Assert.Equal("update map counts: Operation not permitted (EPERM). The map was opened with ReadOnly.", e.Message);
    }

    [Fact]
    public void Names_that_the_kernel_does_not_take_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => BpfMap.Create(Counts with { Name = "my map" }));

        Assert.StartsWith("'my map' is no name of a map", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_that_the_kernel_does_not_take_is_named_in_the_error()
    {
        var e = Assert.Throws<BpfException>(() => BpfMap.Create(Counts with { MaxEntries = 0 }));

        Assert.Equal(
            "create map counts: Invalid argument (EINVAL). The kernel does not take this definition of a BPF_MAP_TYPE_HASH: "
            + "key 4 bytes, value 8 bytes, 0 entries, flags None. It needs at least one entry.",
            e.Message);
    }

    [Theory]
    [InlineData(BpfMapType.TaskStorage, 5, 11)]
    [InlineData(BpfMapType.BloomFilter, 5, 16)]
    [InlineData(BpfMapType.UserRingBuffer, 6, 1)]
    [InlineData(BpfMapType.CgroupStorage, 6, 2)]
    [InlineData(BpfMapType.Arena, 6, 9)]
    [Trait("Matrix", "guest")]
    public void A_type_is_made_or_its_minimum_kernel_is_named(BpfMapType type, int major, int minor)
    {
        BpfMapOptions options = type switch
        {
            BpfMapType.BloomFilter => BpfMapOptions.Of<uint>(type, "typed", 16),
            BpfMapType.UserRingBuffer => new() { Type = type, MaxEntries = (uint)Environment.SystemPageSize },
            BpfMapType.Arena => new() { Type = type, MaxEntries = 4, Flags = BpfMapFlags.Mappable },
            _ => BpfMapOptions.Storage<ulong>(type, "typed"),
        };

        if (TestKernel.Report.Version.IsAtLeast(major, minor))
        {
            using BpfMap map = BpfMap.Create(options);
            Assert.Equal(type, map.GetInfo().Type);
        }
        else
        {
            var e = Assert.Throws<BpfException>(() => BpfMap.Create(options));
            Assert.Contains($"{MapTypeFacts.KernelName(type)} needs kernel {major}.{minor}, this is ", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_map_made_like_another_has_its_definition_and_types()
    {
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfMap guarded = kinds.Object.GetMap("guarded");

        using BpfMap copy = guarded.CreateLike("copy");

        BpfMapInfo info = copy.GetInfo();
        Assert.Equal(guarded.GetInfo().ValueTypeId, info.ValueTypeId);
        Assert.NotEqual(0u, info.BtfId);
        Assert.NotEqual(guarded.GetInfo().Id, info.Id);
        copy.AsHashMap<uint, Kinds.Locked>().Update(1, new Kinds.Locked { Sum = 3 }, BpfUpdate.Locked);
    }

    [Fact]
    public void Disposing_a_map_of_an_object_does_nothing()
    {
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfMap map = kinds.Object.GetMap("guarded");

        map.Dispose();

        map.AsHashMap<uint, Kinds.Locked>().Update(1, default);
    }

    [Fact]
    public void Disposing_an_object_leaves_a_map_that_was_opened_from_it()
    {
        Kinds kinds = Kinds.Open();
        kinds.Load();
        using BpfMap kept = BpfMap.FromId(kinds.Object.GetMap("guarded").GetInfo().Id);
        kinds.Dispose();

        kept.AsHashMap<uint, Kinds.Locked>().Update(1, new Kinds.Locked { Count = 9 });

        Assert.True(kept.AsHashMap<uint, Kinds.Locked>().TryGetValue(1, out Kinds.Locked value));
        Assert.Equal(9u, value.Count);
    }
}
