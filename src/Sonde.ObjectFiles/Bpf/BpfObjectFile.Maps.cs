namespace Sonde.ObjectFiles;

public sealed partial class BpfObjectFile
{
    private const int MaximumMapMembers = 64;

    private List<BpfMapDefinition> ReadMaps()
    {
        if (Elf.TryGetSection("maps"u8, out _))
            throw new BtfFormatException("the object defines maps in the old section 'maps': define them with SEC(\".maps\") and __uint, __type");
        var maps = new List<BpfMapDefinition>();
        if (!Btf.TryFindType(".maps"u8, BtfKind.DataSection, out BtfType section))
            return maps;
        foreach (BtfSectionVariable entry in section.Variables)
        {
            BtfType variable = VariableOf(section, entry);
            maps.Add(ReadMap(variable.Name, variable.TargetTypeId, isInner: false));
        }

        return maps;
    }

    private BpfMapDefinition ReadMap(string name, int typeId, bool isInner)
    {
        BtfType definition = Btf.SkipModifiersAndTypedefs(typeId);
        if (definition.Kind != BtfKind.Struct)
            throw new BtfFormatException($"map {name} is not defined by a structure but by a type of kind {definition.Kind}");
        if (definition.Count > MaximumMapMembers)
            throw new BtfFormatException($"map {name} is defined by {definition.Count} members, more than the kernel has settings");
        var map = new BpfMapDefinition(name);
        foreach (BtfMember member in definition.Members)
            ReadMapMember(map, member, isInner);
        if (map.KeySize == 0 && map.KeyTypeId != 0)
            map.KeySize = SizeOf(map, "key", map.KeyTypeId);
        if (map.ValueSize == 0 && map.ValueTypeId != 0)
            map.ValueSize = SizeOf(map, "value", map.ValueTypeId);
        return map;
    }

    private void ReadMapMember(BpfMapDefinition map, BtfMember member, bool isInner)
    {
        if (member.HasName("type"u8))
            map.Type = Number(map, member);
        else if (member.HasName("key_size"u8))
            map.KeySize = Number(map, member);
        else if (member.HasName("value_size"u8))
            map.ValueSize = Number(map, member);
        else if (member.HasName("max_entries"u8))
            map.MaxEntries = Number(map, member);
        else if (member.HasName("map_flags"u8))
            map.Flags = Number(map, member);
        else if (member.HasName("map_extra"u8))
            map.Extra = WideNumber(map, member);
        else if (member.HasName("pinning"u8))
            map.IsPinnedByName = Number(map, member) == 1;
        else if (member.HasName("key"u8))
            map.KeyTypeId = PointedTo(map, member);
        else if (member.HasName("value"u8))
            map.ValueTypeId = PointedTo(map, member);
        else if (member.HasName("values"u8) && !isInner)
            ReadMapValues(map, member);
    }

    // __uint(name, n) is "int (*name)[n]", the number a count of elements; __ulong(name, n) is an enumeration whose one value is n.
    private ulong WideNumber(BpfMapDefinition map, BtfMember member)
    {
        BtfType type = Btf.SkipModifiersAndTypedefs(member.TypeId);
        if (type.Values.Count > 0)
            return (ulong)type.Values[0].Value;
        if (type.Kind == BtfKind.Pointer)
        {
            BtfType array = Btf.SkipModifiersAndTypedefs(type.TargetTypeId);
            if (array.Kind == BtfKind.Array)
                return array.Array.Count;
        }

        throw new BtfFormatException($"map {map.Name}: its member {member.Name} is not declared with __uint");
    }

    private uint Number(BpfMapDefinition map, BtfMember member)
    {
        ulong number = WideNumber(map, member);
        return number <= uint.MaxValue
            ? (uint)number
            : throw new BtfFormatException($"map {map.Name}: its member {member.Name} is {number}, more than 32 bits hold");
    }

    private int PointedTo(BpfMapDefinition map, BtfMember member)
    {
        BtfType type = Btf.SkipModifiersAndTypedefs(member.TypeId);
        return type.Kind == BtfKind.Pointer
            ? type.TargetTypeId
            : throw new BtfFormatException($"map {map.Name}: its member {member.Name} is not declared with __type");
    }

    // __array(values, T) is "T *values[]"; T is a map definition for a map of maps, a function for an array of programs.
    private void ReadMapValues(BpfMapDefinition map, BtfMember member)
    {
        BtfType array = Btf.SkipModifiersAndTypedefs(member.TypeId);
        BtfType pointer = array.Kind == BtfKind.Array ? Btf.SkipModifiersAndTypedefs(array.Array.ElementTypeId) : default;
        if (pointer.Kind != BtfKind.Pointer)
            throw new BtfFormatException($"map {map.Name}: its member {member.Name} is not declared with __array");
        if (Btf.SkipModifiersAndTypedefs(pointer.TargetTypeId).Kind == BtfKind.Struct)
            map.Inner = ReadMap(map.Name + ".inner", pointer.TargetTypeId, isInner: true);
        if (map.ValueSize == 0)
            map.ValueSize = sizeof(uint);
        if (map.KeySize == 0 && map.KeyTypeId == 0)
            map.KeySize = sizeof(uint);
    }

    private uint SizeOf(BpfMapDefinition map, string what, int typeId)
    {
        BtfType type = Btf.SkipModifiersAndTypedefs(typeId);
        if (type.Kind == BtfKind.Forward)
            throw new BtfFormatException($"map {map.Name}: its {what} is {(type.KindFlag ? "union" : "struct")} {type.Name}, which the program only declares");
        ulong size = Btf.ResolveSize(typeId);
        return size <= int.MaxValue
            ? (uint)size
            : throw new BtfFormatException($"map {map.Name}: its {what} has {size} bytes, more than any map takes");
    }
}
