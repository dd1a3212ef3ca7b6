namespace Sonde.Generators.Skeletons;

/// <summary>The class of the runtime library for maps of one type, and the method of <c>BpfMap</c> that makes one.</summary>
/// <param name="Shape">What it takes from the declaration.</param>
/// <param name="Class">The class, without its type arguments.</param>
/// <param name="Method">The method.</param>
/// <param name="ValueSizes">The bytes that the kernel lets a value have, where that is for it to say.</param>
internal sealed record MapKind(MapShape Shape, string Class, string Method, params int[] ValueSizes)
{
    // By BPF_MAP_TYPE_*.
    private static readonly Dictionary<int, MapKind> Kinds = new()
    {
        [1] = Of(MapShape.Keyed, "BpfHashMap", "AsHashMap"),
        [2] = Of(MapShape.Valued, "BpfArray", "AsArray"),
        [3] = Of(MapShape.Plain, "BpfProgramArray", "AsProgramArray"),
        [4] = Of(MapShape.Records, "PerfEventArray", "AsPerfEventArray"),
        [5] = Of(MapShape.Keyed, "BpfPerCpuHashMap", "AsPerCpuHashMap"),
        [6] = Of(MapShape.Valued, "BpfPerCpuArray", "AsPerCpuArray"),
        [7] = Of(MapShape.Plain, "BpfStackTraces", "AsStackTraces"),
        [8] = Of(MapShape.Plain, "BpfCgroupArray", "AsCgroupArray"),
        [9] = Of(MapShape.Keyed, "BpfHashMap", "AsHashMap"),
        [10] = Of(MapShape.Keyed, "BpfPerCpuHashMap", "AsPerCpuHashMap"),
        [11] = Of(MapShape.Prefixes, "BpfLpmTrie", "AsLpmTrie"),
        [12] = Of(MapShape.ArrayOfMaps, "BpfArrayOfMaps", "AsArrayOfMaps"),
        [13] = Of(MapShape.HashOfMaps, "BpfHashOfMaps", "AsHashOfMaps"),
        [14] = Of(MapShape.Words, "BpfDeviceMap", "AsDeviceMap", 4, 8),
        [15] = Of(MapShape.Words, "BpfSocketArray", "AsSocketMap", 4, 8),
        [16] = Of(MapShape.Words, "BpfCpuMap", "AsCpuMap", 4, 8),
        [17] = Of(MapShape.Words, "BpfSocketArray", "AsXskMap", 4),
        [18] = Of(MapShape.KeyOnly, "BpfSocketHash", "AsSocketHash"),
        [19] = Of(MapShape.Keyed, "BpfHashMap", "AsHashMap"),
        [20] = Of(MapShape.Words, "BpfSocketArray", "AsReusePortArray", 4, 8),
        [21] = Of(MapShape.Keyed, "BpfPerCpuHashMap", "AsPerCpuHashMap"),
        [22] = Of(MapShape.Valued, "BpfQueue", "AsQueue"),
        [23] = Of(MapShape.Valued, "BpfQueue", "AsStack"),
        [24] = Of(MapShape.Valued, "BpfStorage", "AsSocketStorage"),
        [25] = Of(MapShape.Words, "BpfDeviceMap", "AsDeviceMap", 4, 8),
        [26] = Of(MapShape.Plain, "BpfStructOps", "AsStructOps"),
        [27] = Of(MapShape.Records, "RingBuffer", "AsRingBuffer"),
        [28] = Of(MapShape.Valued, "BpfStorage", "AsInodeStorage"),
        [29] = Of(MapShape.Valued, "BpfStorage", "AsTaskStorage"),
        [30] = Of(MapShape.Valued, "BpfBloomFilter", "AsBloomFilter"),
        [31] = Of(MapShape.Records, "UserRingBuffer", "AsUserRingBuffer"),
        [32] = Of(MapShape.Valued, "BpfStorage", "AsCgroupStorage"),
        [33] = Of(MapShape.Plain, "BpfArena", "AsArena"),
    };

    /// <summary>The class for a type, or null for a type that has none.</summary>
    public static MapKind? Find(int mapType) => Kinds.TryGetValue(mapType, out MapKind? kind) ? kind : null;

    private static MapKind Of(MapShape shape, string name, string method, params int[] valueSizes) =>
        new(shape, "global::Sonde.Bpf." + name, method, valueSizes);
}
