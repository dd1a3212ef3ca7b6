namespace Sonde.Generators.Tests.Analysis;

/// <summary>Types against the sizes of maps that are declared, created, or that the kernel asks for.</summary>
public sealed class MapSizeTests
{
    private const string Types = "struct Key { public int A; public long B; } struct Big { public long A, B, C; } [InlineArray(1020)] struct Page { private int _e; } ";

    [Theory]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"counts\").AsHashMap<[|long|], ulong>();")]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"counts\").AsHashMap<Key, [|uint|]>();")]
    [InlineData("void M(Samples.Tool tool) { const string name = \"counts\"; BpfMap map = tool.Object.GetMap(name); map.AsHashMap<Key, [|Big|]>(); }")]
    [InlineData("void M(Samples.Tool tool) { BpfObject o = tool.Object; o.GetMap(\"slots\").AsArray<[|int|]>(); }")]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"queued\").AsQueue<[|int|]>();")]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"nets\").AsLpmTrie<[|long|], ulong>();")]
    [InlineData("void M() { using BpfMap map = BpfMap.Create(BpfMapOptions.Of<int, long>(BpfMapType.Hash, \"m\", 4)); map.AsHashMap<int, [|int|]>(); }")]
    [InlineData("void M() { using BpfMap map = BpfMap.Create(new BpfMapOptions { Type = BpfMapType.Hash, KeySize = sizeof(int), ValueSize = Unsafe.SizeOf<Key>(), MaxEntries = 1 }); map.AsHashMap<int, [|Big|]>(); }")]
    [InlineData("void M() { var options = new BpfMapOptions { Type = BpfMapType.Hash, KeySize = 4, ValueSize = 4, MaxEntries = 1 }; using BpfMap map = BpfMap.Create(options); map.AsHashMap<[|short|], int>(); }")]
    [InlineData("void M() { using BpfMap map = BpfMap.Create(BpfMapOptions.Of<long>(BpfMapType.Stack, \"m\", 4)); map.AsStack<[|int|]>(); }")]
    [InlineData("void M() { using BpfMap map = BpfMap.Create(BpfMapOptions.Of<long>(BpfMapType.BloomFilter, \"m\", 4)); map.AsBloomFilter<[|int|]>(); }")]
    [InlineData("unsafe void M() { using BpfMap map = BpfMap.Create(new BpfMapOptions { Type = BpfMapType.Hash, KeySize = 4, ValueSize = sizeof(Key), MaxEntries = 1 }); map.AsHashMap<int, [|Big|]>(); }")]
    public void A_type_of_another_size_than_the_map_has_is_found(string method) => AnalyzerRun.Finds("SONDE032", Types + method);

    [Theory]
    [InlineData("[|BpfMapOptions.Of<long, int>(BpfMapType.Array, \"m\", 4)|]", "The key has 8 bytes, and the keys of such a map are numbers of 4")]
    [InlineData("[|BpfMapOptions.Of<short, int>(BpfMapType.PerCpuArray, \"m\", 4)|]", "The key has 2 bytes, and the keys of such a map are numbers of 4")]
    [InlineData("[|BpfMapOptions.Of<long, int>(BpfMapType.TaskStorage, \"m\", 0)|]", "The key has 8 bytes, and the keys of a storage are descriptors of 4")]
    [InlineData("[|BpfMapOptions.Of<int, int>(BpfMapType.Queue, \"m\", 4)|]", "The key has 4 bytes, and such a map has no keys")]
    [InlineData("[|BpfMapOptions.Of<int, int>(BpfMapType.LpmTrie, \"m\", 4)|]", "The key has 4 bytes, and the keys of a trie are a length of 4 and an address of 1 to 256")]
    [InlineData("[|BpfMapOptions.Of<int, long>(BpfMapType.ProgramArray, \"m\", 4)|]", "The value has 8 bytes, and the values of such a map are descriptors of 4")]
    [InlineData("[|new BpfMapOptions { Type = BpfMapType.Array, KeySize = 8, ValueSize = 8, MaxEntries = 1 }|]", "The key has 8 bytes, and the keys of such a map are numbers of 4")]
    [InlineData("[|new BpfMapOptions { Type = BpfMapType.RingBuffer, KeySize = 4, MaxEntries = 4096 }|]", "The key has 4 bytes, and such a map has no keys")]
    [InlineData("[|new BpfMapOptions { Type = BpfMapType.Array, ValueSize = 8, MaxEntries = 1 }|]", "The key has 0 bytes, and the keys of such a map are numbers of 4")]
    [InlineData("[|new BpfMapOptions { Type = BpfMapType.ProgramArray, KeySize = 4, MaxEntries = 1 }|]", "The value has 0 bytes, and the values of such a map are descriptors of 4")]
    [InlineData("[|new BpfMapOptions { Type = BpfMapType.ArrayOfMaps, KeySize = 4, ValueSize = 8, MaxEntries = 1 }|]", "The value has 8 bytes, and the values of such a map are descriptors of 4")]
    [InlineData("[|new BpfMapOptions { Type = BpfMapType.HashOfMaps, KeySize = 8, ValueSize = 8, MaxEntries = 1 }|]", "The value has 8 bytes, and the values of such a map are descriptors of 4")]
    [InlineData("[|new BpfMapOptions { Type = BpfMapType.LpmTrie, KeySize = 261, ValueSize = 8, MaxEntries = 1 }|]", "The key has 261 bytes, and the keys of a trie are a length of 4 and an address of 1 to 256")]
    public void A_definition_that_the_kernel_refuses_is_found(string expression, string message)
    {
        string source = $"BpfMapOptions M() => {expression};";
        AnalyzerRun.Finds("SONDE032", source);
        Assert.Equal([message], AnalyzerRun.Messages(source));
    }

    [Fact]
    public void The_message_names_the_type_and_the_map() => Assert.Equal(
        ["'long' has 8 bytes, and the keys of map 'counts' have 16"],
        AnalyzerRun.Messages("void M(Samples.Tool tool) => tool.Object.GetMap(\"counts\").AsHashMap<long, ulong>();"));

    [Theory]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"events\").AsRingBuffer<[|Page|]>();", 1021, 4096, 4088)]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"rounded\").AsRingBuffer<[|Page|]>();", 1021, 4096, 4088)]
    [InlineData("void M() { using BpfMap map = BpfMap.Create(new BpfMapOptions { Type = BpfMapType.RingBuffer, MaxEntries = 4096 }); map.AsRingBuffer<[|Page|]>(); }", 1021, 4096, 4088)]
    // Nobody makes whole pages of such a map: the kernel refuses it.
    [InlineData("void M() { using BpfMap map = BpfMap.Create(new BpfMapOptions { Type = BpfMapType.RingBuffer, MaxEntries = 2048 }); map.AsRingBuffer<[|Page|]>(); }", 1020, 4088, 2040)]
    [InlineData("void M() { using BpfMap map = BpfMap.Create(new BpfMapOptions { Type = BpfMapType.UserRingBuffer, MaxEntries = 4096 }); map.AsUserRingBuffer<[|Page|]>(); }", 1023, 4104, 4096)]
    public void A_record_that_is_larger_than_its_ring_is_found(string method, int numbers, int taken, int most)
    {
        string source = $"[InlineArray({numbers})] struct Page {{ private int _e; }} {method}";
        AnalyzerRun.Finds("SONDE034", source);
        Assert.Equal([$"A record of 'Page' takes {taken} bytes with its header, more than the {most} that one of this ring buffer can take: there will never be one"], AnalyzerRun.Messages(source));
    }

    [Theory]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"counts\").AsHashMap<Key, ulong>();")]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"events\").AsRingBuffer<Page>();")]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"later\").AsRingBuffer<Page>();")]
    // libbpf makes whole pages of it.
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"rounded\").AsRingBuffer<Page>();")]
    [InlineData("[InlineArray(1022)] struct Filling { private int _e; } void M() { using BpfMap map = BpfMap.Create(new BpfMapOptions { Type = BpfMapType.UserRingBuffer, MaxEntries = 4096 }); map.AsUserRingBuffer<Filling>(); }")]
    [InlineData("[InlineArray(12)] struct Address { private byte _e; } void M(Samples.Tool tool) => tool.Object.GetMap(\"nets\").AsLpmTrie<Address, ulong>();")]
    [InlineData("void M(Samples.Tool tool) => tool.Object.GetMap(\"missing\").AsHashMap<int, int>();")]
    [InlineData("void M(BpfObject other) => other.GetMap(\"counts\").AsHashMap<int, int>();")]
    [InlineData("void M(Samples.Tool tool, string name) => tool.Object.GetMap(name).AsHashMap<int, int>();")]
    [InlineData("void M<T>(Samples.Tool tool) where T : unmanaged => tool.Object.GetMap(\"counts\").AsHashMap<T, T>();")]
    [InlineData("void M(Samples.Tool tool) { BpfMap map = tool.Object.GetMap(\"counts\"); map.ValueSize = 4; map.AsHashMap<Key, int>(); }")]
    [InlineData("void M(Samples.Tool tool, bool other) { BpfMap map = tool.Object.GetMap(\"counts\"); if (other) map = tool.Object.GetMap(\"slots\"); map.AsHashMap<int, int>(); }")]
    [InlineData("BpfMapOptions M() => BpfMapOptions.Of<uint, long>(BpfMapType.Array, \"m\", 4);")]
    [InlineData("BpfMapOptions M(BpfMapType type) => BpfMapOptions.Of<long, long>(type, \"m\", 4);")]
    [InlineData("BpfMapOptions M() => BpfMapOptions.Of<long>(BpfMapType.Queue, \"m\", 4);")]
    [InlineData("BpfMapOptions M() => BpfMapOptions.Of<long>(BpfMapType.Array, \"m\", 4);")]
    [InlineData("BpfMapOptions M() => BpfMapOptions.Of<long>(BpfMapType.PerCpuArray, \"m\", 4);")]
    [InlineData("BpfMapOptions M() => BpfMapOptions.Storage<long>(BpfMapType.TaskStorage, \"m\");")]
    [InlineData("BpfMapOptions M() => new() { Type = BpfMapType.Hash, KeySize = 8, ValueSize = 8, MaxEntries = 1 };")]
    [InlineData("BpfMapOptions M(int size) => new() { Type = BpfMapType.Array, KeySize = size, ValueSize = 8, MaxEntries = 1 };")]
    [InlineData("BpfMapOptions M() => new() { Type = BpfMapType.LpmTrie, KeySize = 5, ValueSize = 8, MaxEntries = 1 };")]
    [InlineData("BpfMapOptions M() => new() { Type = BpfMapType.LpmTrie, KeySize = 260, ValueSize = 8, MaxEntries = 1 };")]
    [InlineData("void M(Samples.Tool tool) { BpfMap map = tool.Object.GetMap(\"counts\"); map.KeySize = 8; map.AsHashMap<long, ulong>(); }")]
    [InlineData("class Code { static class BpfMap { public static Sonde.Bpf.BpfMap Create(BpfMapOptions options) => null!; } void M() => BpfMap.Create(BpfMapOptions.Of<int, int>(BpfMapType.Hash, \"m\", 4)).AsHashMap<int, long>(); }")]
    [InlineData("void M() { using BpfMap map = BpfMap.Create(new BpfMapOptions { Type = BpfMapType.PerfEventArray, KeySize = 4, ValueSize = 4, MaxEntries = 1 }); map.AsPerfEventArray<Big>(); }")]
    [InlineData("[InlineArray(1024)] struct Larger { private int _e; } void M(Samples.Tool tool) { BpfMap map = tool.Object.GetMap(\"events\"); map.MaxEntries = 8192; map.AsRingBuffer<Larger>(); }")]
    public void What_fits_or_cannot_be_known_is_not_found(string method) => AnalyzerRun.FindsNothing(Types + method);
}
