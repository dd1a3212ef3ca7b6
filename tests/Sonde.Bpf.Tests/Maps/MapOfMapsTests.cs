using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class MapOfMapsTests : IDisposable
{
    private readonly Kinds _kinds = Kinds.Open();

    public MapOfMapsTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _kinds.Load();
    }

    public void Dispose() => _kinds.Dispose();

    private BpfArrayOfMaps ByIndex => _kinds.Object.GetMap("by_index").AsArrayOfMaps();

    private BpfHashOfMaps<ulong> ByKey => _kinds.Object.GetMap("by_key").AsHashOfMaps<ulong>();

    [Fact]
    [Trait("Matrix", "guest")]
    public void Programs_count_in_the_map_that_is_in_place()
    {
        using BpfMap inner = ByIndex.CreateInner("first");
        Assert.Null(ByIndex.Get(1));
        ByIndex.Set(1, inner);

        _kinds.Programs.CountByIndex.TestRun();
        _kinds.Programs.CountByIndex.TestRun();

        Assert.True(inner.AsHashMap<uint, ulong>().TryGetValue(7, out ulong count));
        Assert.Equal(2ul, count);
        using BpfMap? opened = ByIndex.Get(1);
        Assert.Equal(inner.GetInfo().Id, opened!.GetInfo().Id);
        Assert.True(ByIndex.Clear(1));
        Assert.False(ByIndex.Clear(1));
        _kinds.Programs.CountByIndex.TestRun();
        Assert.Equal(1ul, _kinds.Bss.Missed);
        Assert.Throws<ArgumentOutOfRangeException>(() => ByIndex.Set(2, inner));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_table_of_maps_is_filled_walked_and_emptied()
    {
        using BpfMap inner = ByKey.CreateInner();
        ByKey.Set(99, inner);
        ByKey.Set(100, inner);

        _kinds.Programs.CountByKey.TestRun();

        Assert.True(inner.AsHashMap<uint, ulong>().TryGetValue(7, out ulong count));
        Assert.Equal(1ul, count);
        Assert.Equal([99ul, 100ul], ByKey.Keys().Order());
        using BpfMap? opened = ByKey.Get(99);
        Assert.Equal(inner.GetInfo().Id, opened!.GetInfo().Id);
        Assert.Null(ByKey.Get(1));
        Assert.True(ByKey.Delete(99));
        Assert.False(ByKey.Delete(99));
    }

    // When the new map is in place, no program uses the old one any more: what was counted is all there.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Matrix", "guest")]
    public async Task Swapping_maps_under_load_loses_no_count(bool byKey)
    {
        int enough = TestKernel.Scale(20, inGuest: 5);
        ulong runs = 0;
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        using BpfMap first = ByIndex.CreateInner();
        using BpfMap second = ByIndex.CreateInner();
        BpfMap[] maps = [first, second];
        Put(first);
        Task program = Task.Run(() =>
        {
            BpfProgram count = byKey ? _kinds.Programs.CountByKey : _kinds.Programs.CountByIndex;
            for (; !stop.IsCancellationRequested; runs++)
            {
                count.TestRun();
                running.TrySetResult();
            }
        });
        await Task.WhenAny(running.Task, program);

        ulong counted = 0;
        int swaps = 0;
        while (swaps < enough && !program.IsCompleted)
        {
            BpfMap old = maps[swaps % 2];
            using BpfMap? taken = Swap(maps[++swaps % 2]);
            Assert.Equal(old.GetInfo().Id, taken!.GetInfo().Id);
            foreach ((_, ulong count) in old.AsHashMap<uint, ulong>().Consume())
                counted += count;
        }

        await stop.CancelAsync();
        await program;
        foreach (BpfMap map in maps)
        {
            foreach ((_, ulong count) in map.AsHashMap<uint, ulong>().Consume())
                counted += count;
        }

        Assert.True(runs > 0);
        Assert.Equal(runs, counted);
        Assert.Equal(0ul, _kinds.Bss.Missed);

        void Put(BpfMap map)
        {
            if (byKey)
                ByKey.Set(99, map);
            else
                ByIndex.Set(1, map);
        }

        BpfMap? Swap(BpfMap map) => byKey ? ByKey.Swap(99, map) : ByIndex.Swap(1, map);
    }

    [Fact]
    public void A_map_of_another_kind_is_refused_and_each_difference_is_named()
    {
        using BpfMap other = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.LruHash, "other", 16));

        var e = Assert.Throws<BpfMapMismatchException>(() => ByIndex.Set(0, other));

        Assert.Equal(["type is LruHash, expected Hash", "value size is 4, expected 8"], e.Differences);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Maps_of_maps_are_created_without_an_object()
    {
        using BpfMap template = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.Array, "template", 8));
        using BpfMap outer = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.ArrayOfMaps, "outer", 4) with { InnerMap = template });
        using BpfMap inner = outer.AsArrayOfMaps().CreateInner("inner");

        outer.AsArrayOfMaps().Set(3, inner);

        using BpfMap? opened = outer.AsArrayOfMaps().Get(3);
        Assert.Equal("inner", opened!.Name);
        Assert.Equal(8u, opened.MaxEntries);
        using BpfMap again = BpfMap.FromId(outer.GetInfo().Id);
        Assert.Throws<InvalidOperationException>(() => again.AsArrayOfMaps().CreateInner());
    }

    [Fact]
    public void The_template_of_an_objects_map_can_be_set_before_loading()
    {
        using Kinds kinds = Kinds.Open();
        BpfMap outer = kinds.Object.GetMap("by_index");
        using (BpfMap template = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.LruHash, "template", 500)))
            outer.SetInnerMap(template);
        kinds.Load();

        using BpfMap inner = outer.AsArrayOfMaps().CreateInner();
        outer.AsArrayOfMaps().Set(1, inner);
        kinds.Programs.CountByIndex.TestRun();

        Assert.Equal((BpfMapType.LruHash, 500u), (inner.Type, inner.MaxEntries));
        Assert.Single(inner.AsHashMap<uint, ulong>());
    }

    [Fact]
    public void A_map_that_holds_no_maps_takes_no_template()
    {
        using Kinds kinds = Kinds.Open();
        using BpfMap template = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "template", 5));

        var e = Assert.Throws<BpfException>(() => kinds.Object.GetMap("shared").SetInnerMap(template));

        Assert.StartsWith("set inner map of map shared: Invalid argument (EINVAL).", e.Message, StringComparison.Ordinal);
    }
}
