using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>What of an object's maps can be changed before it is loaded.</summary>
public sealed class MapDefinitionTests : IDisposable
{
    private readonly Pinned _pinned = Pinned.Open();

    public MapDefinitionTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _pinned.Object.GetMap("kept").PinPath = null;
    }

    public void Dispose() => _pinned.Dispose();

    [Fact]
    public void Sizes_and_flags_set_before_loading_are_those_of_the_map()
    {
        using Huge huge = new();
        BpfMap map = huge.Map;
        map.ValueSize = 24;
        map.KeySize = 12;
        map.MaxEntries = 77;
        map.Flags |= BpfMapFlags.NoPreallocation;
        huge.Tables.Load();

        BpfMapInfo info = map.GetInfo();

        Assert.Equal((12, 24, 77u, BpfMapFlags.NoPreallocation), (info.KeySize, info.ValueSize, info.MaxEntries, info.Flags));
        Assert.Equal((12, 24, 77u, BpfMapFlags.NoPreallocation), (map.KeySize, map.ValueSize, map.MaxEntries, map.Flags));
        Assert.Equal("MaxEntries of map huge can be changed only before Load().", Assert.Throws<InvalidOperationException>(() => map.MaxEntries = 1).Message);
        Assert.Throws<InvalidOperationException>(() => map.ValueSize = 1);
        Assert.Throws<InvalidOperationException>(() => map.Flags = BpfMapFlags.None);
    }

    // A typed map reads and writes as many bytes as it was made for.
    [Fact]
    public void The_sizes_of_a_map_in_typed_use_cannot_be_changed()
    {
        BpfMap map = _pinned.Object.GetMap("kept");

        var e = Assert.Throws<InvalidOperationException>(() => map.ValueSize = 64);

        Assert.Equal("ValueSize of map kept cannot be changed: the map is in use as a typed map.", e.Message);
    }

    [Fact]
    public void A_map_on_a_numa_node_is_made()
    {
        BpfMap map = _pinned.Object.GetMap("kept");
        map.SetNumaNode(0);
        _pinned.Load();

        Assert.Equal(BpfMapFlags.NumaNode, map.GetInfo().Flags);
        using BpfMap alone = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "near", 4) with { NumaNode = 0 });
        Assert.Equal(BpfMapFlags.NumaNode, alone.GetInfo().Flags);
    }

    [Fact]
    public void A_map_that_is_not_created_says_so_when_it_is_used()
    {
        using Tables tables = Tables.Open();
        BpfMap map = tables.Object.GetMap("points");
        map.AutoCreate = false;
        tables.Load();

        var e = Assert.Throws<InvalidOperationException>(() => map.GetInfo());

        Assert.Equal("Map points was not created: its AutoCreate is false.", e.Message);
    }

    [Fact]
    public void A_map_that_stands_alone_cannot_be_redefined()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "fixed", 4));

        var e = Assert.Throws<InvalidOperationException>(() => map.MaxEntries = 8);

        Assert.Equal("MaxEntries of map fixed cannot be changed: the map exists. It is given to Create().", e.Message);
    }

    [Fact]
    public void A_map_takes_the_place_of_one_that_the_object_declares()
    {
        using BpfMap outside = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "outside", 32));
        _pinned.Object.GetMap("kept").Reuse(outside);
        _pinned.Load();

        _pinned.Programs.Keep.TestRun();

        Assert.True(outside.AsHashMap<uint, ulong>().TryGetValue(1, out ulong count));
        Assert.Equal(1ul, count);
        Assert.Equal(outside.GetInfo().Id, _pinned.Object.GetMap("kept").GetInfo().Id);
    }

    [Fact]
    public void A_map_that_is_not_as_declared_does_not_take_the_place_and_each_difference_is_named()
    {
        using BpfMap outside = BpfMap.Create(BpfMapOptions.Of<ulong, uint>(BpfMapType.LruHash, "outside", 64));

        var e = Assert.Throws<BpfMapMismatchException>(() => _pinned.Object.GetMap("kept").Reuse(outside));

        Assert.Equal(
            ["type is LruHash, expected Hash", "key size is 8, expected 4", "value size is 4, expected 8", "max_entries is 64, expected 32"],
            e.Differences);
        Assert.StartsWith("reuse map outside: it is another map: type is LruHash, expected Hash; key size", e.Message, StringComparison.Ordinal);
    }

    // Its map is untyped in the skeleton, so that its sizes may be changed.
    private sealed class Huge : IDisposable
    {
        // Without its class, which would have the map in use as a typed one.
        public BpfObject Tables { get; } = BpfObject.OpenResource(typeof(Tables).Assembly, typeof(Tables).FullName + ".bpf.o");

        public BpfMap Map => Tables.GetMap("huge");

        public void Dispose() => Tables.Dispose();
    }
}
