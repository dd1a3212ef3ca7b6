using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class SkeletonBuilder
{
    private const string Runtime = "global::Sonde.Bpf.";
    private const string Untyped = Runtime + "BpfMap";
    private const int PerfEventArray = 4;
    private const int StackTrace = 7;
    private const long StackBuildId = 1 << 5;

    private EquatableArray<SkeletonMap> BuildMaps()
    {
        var names = new NameScope("Map", "MapSet");
        return new(_description.Maps
            .Select(map =>
            {
                SkeletonRing? ring = map.Records.Count > 0 ? BindRing(map) : null;
                (string type, string conversion) = ring is not null
                    ? (_qualifier + ring.Ring, ".AsRingBuffer()")
                    : BindMap(map) ?? (Untyped, "");
                return new SkeletonMap(names.Claim(CSharpName.Pascal(map.Name)), map.Name, map.KernelName, type, conversion, ring is not null);
            })
            .ToArray());
    }

    /// <summary>The class of a map and the call that makes one of it, or null where it stays untyped.</summary>
    private (string Type, string Conversion)? BindMap(DescribedMap map)
    {
        if (MapKind.Find(map.MapType) is not { } kind)
            return LeaveUntyped(map, "there is no typed class for maps of this type");
        return kind.Shape switch
        {
            MapShape.Keyed => BindKeyed(map, kind),
            MapShape.Valued => BindValued(map, kind),
            MapShape.KeyOnly => BindKeyOnly(map, kind),
            MapShape.Records => BindRecords(map, kind),
            MapShape.Prefixes => BindPrefixes(map, kind),
            MapShape.ArrayOfMaps => BindOuter(map, kind, key: null),
            MapShape.HashOfMaps => BindHashOfMaps(map, kind),
            MapShape.Words when map.KeySize != 4 || !kind.ValueSizes.Contains(map.ValueSize) =>
                LeaveUntyped(map, $"its keys have {Invariant.Text(map.KeySize)} bytes and its values {Invariant.Text(map.ValueSize)}"),
            _ => map.MapType == StackTrace && (map.Flags & StackBuildId) != 0
                ? (Runtime + "BpfBuildIdStacks", ".AsBuildIdStacks()")
                : (kind.Class, $".{kind.Method}()"),
        };
    }

    private (string Type, string Conversion)? BindKeyed(DescribedMap map, MapKind kind)
    {
        (int keyType, int valueType) = (KeyTypeOf(map), ValueTypeOf(map));
        if (keyType == 0 || valueType == 0)
            return LeaveUntyped(map, "its key or value has no type and no size; declare both with __type");
        BoundType? key = BindPart(map, "key", keyType, map.KeySize);
        BoundType? value = BindPart(map, "value", valueType, map.ValueSize);
        return key is null || value is null ? null : Typed(kind, $"{key.Name}, {value.Name}");
    }

    // Those whose key is an index, an owner or nothing, so that only the value is a type of the program.
    private (string Type, string Conversion)? BindValued(DescribedMap map, MapKind kind)
    {
        int valueType = ValueTypeOf(map);
        if (valueType == 0)
            return LeaveUntyped(map, "its value has no type and no size; declare it with __type");
        return BindPart(map, "value", valueType, map.ValueSize) is { } value ? Typed(kind, value.Name) : null;
    }

    private (string Type, string Conversion)? BindKeyOnly(DescribedMap map, MapKind kind)
    {
        int keyType = KeyTypeOf(map);
        if (keyType == 0)
            return LeaveUntyped(map, "its key has no type and no size; declare it with __type");
        return BindPart(map, "key", keyType, map.KeySize) is { } key ? Typed(kind, key.Name) : null;
    }

    // Streams of records: their value, where one is declared, is the type of a record, and the map has no say on its size.
    private (string Type, string Conversion)? BindRecords(DescribedMap map, MapKind kind)
    {
        // "__type(value, int)" is how a perf event array is declared without a record type.
        if (map.ValueType == 0 || (map.MapType == PerfEventArray && _table.Resolve(map.ValueType) is BtfType.Int))
            return (kind.Class, $".{kind.Method}()");
        if (BindPart(map, "value", map.ValueType, size: null) is not { } record)
            return null;
        CheckRoom(map, record, _table.Spell(map.ValueType));
        return Typed(kind, record.Name);
    }

    private (string Type, string Conversion)? BindPrefixes(DescribedMap map, MapKind kind)
    {
        int valueType = ValueTypeOf(map);
        if (valueType == 0)
            return LeaveUntyped(map, "its value has no type and no size; declare it with __type");
        int? found = map.KeyType == 0
            ? map.KeySize > PrefixKey.LengthSize ? OpaqueType(map.KeySize - PrefixKey.LengthSize) : null
            : PrefixKey.FindAddress(_table, map.KeyType, map.KeySize);
        if (found is not { } address)
            return LeaveUntyped(map, "its key is no struct of a prefix length of 4 bytes and an address");
        BoundType? data = BindPart(map, "address", address, map.KeySize - PrefixKey.LengthSize);
        BoundType? value = BindPart(map, "value", valueType, map.ValueSize);
        return data is null || value is null ? null : Typed(kind, $"{data.Name}, {value.Name}");
    }

    private (string Type, string Conversion)? BindHashOfMaps(DescribedMap map, MapKind kind)
    {
        int keyType = KeyTypeOf(map);
        if (keyType == 0)
            return LeaveUntyped(map, "its key has no type and no size; declare it with __type");
        return BindPart(map, "key", keyType, map.KeySize) is { } key ? BindOuter(map, kind, key.Name) : null;
    }

    // What the object does not say of the inner maps, or what has no typed class, leaves them untyped and the outer map typed.
    private (string Type, string Conversion) BindOuter(DescribedMap map, MapKind kind, string? key)
    {
        if (map.Inner is { } inner && BindMap(inner with { Name = map.Name, Place = map.Place }) is { } bound)
        {
            string arguments = key is null ? bound.Type : $"{key}, {bound.Type}";
            return ($"{kind.Class}<{arguments}>", $".{kind.Method}<{arguments}>(static inner => inner{bound.Conversion})");
        }

        return key is null ? (kind.Class, $".{kind.Method}()") : Typed(kind, key);
    }

    private (string Type, string Conversion)? LeaveUntyped(DescribedMap map, string reason)
    {
        _problems.Add(Problem.Of(ProblemKind.MapUntyped, map.Name, map.KernelName, reason) with { Place = map.Place });
        return null;
    }

    private static (string Type, string Conversion) Typed(MapKind kind, string arguments) =>
        ($"{kind.Class}<{arguments}>", $".{kind.Method}<{arguments}>()");

    /// <summary>Binds the key or value; <paramref name="size"/> is the map's own word on it, where it has one.</summary>
    private BoundType? BindPart(DescribedMap map, string part, int type, int? size)
    {
        string use = $"Map '{map.Name}' stays untyped for its {part}";
        string hint = CSharpName.Pascal(map.Name) + CSharpName.Pascal(part);
        Binding binding = _binder.Bind(type, hint, $"'{_table.Spell(type)}'");
        if (binding.Type is { } bound && size is { } declared && bound.Size != declared)
            binding = new TypeFault(ProblemKind.SizeMismatch, $"'{_table.Spell(type)}'", Invariant.Text(declared));
        if (binding.Fault is { } fault)
            Report(fault, use, map.Place);
        return binding.Type;
    }
}
