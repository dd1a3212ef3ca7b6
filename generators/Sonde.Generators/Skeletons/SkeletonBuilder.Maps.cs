using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class SkeletonBuilder
{
    private const string Runtime = "global::Sonde.Bpf.";

    // By BPF_MAP_TYPE_*: the class that reads such a map by key and value.
    private static readonly Dictionary<int, string> KeyedMaps = new()
    {
        [1] = "HashMap",
        [9] = "HashMap",
        [5] = "PerCpuHashMap",
        [10] = "PerCpuHashMap",
    };

    // Those whose key is an index, so that only the value is a type of the program.
    private static readonly Dictionary<int, string> IndexedMaps = new() { [2] = "Array", [6] = "PerCpuArray" };

    // Streams of records: their value, where one is declared, is the type of a record, and the map has no say on its size.
    private static readonly Dictionary<int, string> RecordMaps = new() { [4] = "PerfEventArray", [27] = "RingBuffer", [31] = "UserRingBuffer" };

    private EquatableArray<SkeletonMap> BuildMaps()
    {
        var names = new NameScope("Map", "MapSet");
        return new(_description.Maps
            .Select(map =>
            {
                (string type, string conversion) = BindMap(map);
                return new SkeletonMap(names.Claim(CSharpName.Pascal(map.Name)), map.Name, map.KernelName, type, conversion);
            })
            .ToArray());
    }

    private (string Type, string Conversion) BindMap(DescribedMap map)
    {
        (string, string) untyped = (Runtime + "BpfMap", "");
        if (RecordMaps.TryGetValue(map.MapType, out string? stream))
        {
            // "__type(value, int)" is how a perf event array is declared without a record type.
            if (map.ValueType == 0 || (map.MapType == 4 && _table.Resolve(map.ValueType) is BtfType.Int))
                return (Runtime + stream, $".As{stream}()");
            return BindPart(map, "value", map.ValueType, size: null) is { } record ? Typed("", stream, record.Name) : untyped;
        }

        if (map.ValueType != 0 && IndexedMaps.TryGetValue(map.MapType, out string? indexed))
            return BindPart(map, "value", map.ValueType, map.ValueSize) is { } value ? Typed("Bpf", indexed, value.Name) : untyped;

        if (!KeyedMaps.TryGetValue(map.MapType, out string? keyed))
            return LeaveUntyped(map, "there is no typed class for maps of this type");
        if (map.KeyType == 0 || map.ValueType == 0)
            return LeaveUntyped(map, "it declares sizes only; declare its key and value with __type");
        BoundType? mapKey = BindPart(map, "key", map.KeyType, map.KeySize);
        BoundType? mapValue = BindPart(map, "value", map.ValueType, map.ValueSize);
        return mapKey is null || mapValue is null ? untyped : Typed("Bpf", keyed, $"{mapKey.Name}, {mapValue.Name}");
    }

    private (string Type, string Conversion) LeaveUntyped(DescribedMap map, string reason)
    {
        _problems.Add(Problem.Of(ProblemKind.MapUntyped, map.Name, map.KernelName, reason));
        return (Runtime + "BpfMap", "");
    }

    private static (string Type, string Conversion) Typed(string prefix, string name, string arguments) =>
        ($"{Runtime}{prefix}{name}<{arguments}>", $".As{name}<{arguments}>()");

    /// <summary>Binds the key or value; <paramref name="size"/> is the map's own word on it, where it has one.</summary>
    private BoundType? BindPart(DescribedMap map, string part, int type, int? size)
    {
        string use = $"The {part} of map '{map.Name}' stays untyped";
        string hint = CSharpName.Pascal(map.Name) + CSharpName.Pascal(part);
        Binding binding = _binder.Bind(type, hint, $"'{_table.Spell(type)}'");
        if (binding.Type is { } bound && size is { } declared && bound.Size != declared)
            binding = new TypeFault(ProblemKind.SizeMismatch, $"'{_table.Spell(type)}'", Invariant.Text(declared));
        if (binding.Fault is { } fault)
            Report(fault, use);
        return binding.Type;
    }
}
