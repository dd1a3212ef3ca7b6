using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>
/// The types of records that <c>SONDE_RECORD</c> of <c>sonde.bpf.h</c> gives a ring: a structure for each, whose members are the record,
/// an array of as many elements as the tag says, and one that has the ring's name.
/// </summary>
internal static class RecordTypes
{
    private const string Variable = "SONDE_RECORD_";
    private const string Tag = "tag_";
    private const string Ring = "ring_";

    public static ILookup<string, RecordType> Find(Btf btf)
    {
        List<(string Ring, RecordType Record)> found = [];
        // A header that several sources of a linked object include declares its records in each. The linker keeps the variables, and makes
        // one type of equal ones.
        var known = new HashSet<(string, string, uint, int)>();
        foreach (BtfType variable in ExportedTypes.Variables(btf))
        {
            if (variable.Name.StartsWith(Variable, StringComparison.Ordinal)
                && btf.SkipModifiersAndTypedefs(variable.TargetTypeId) is { Kind: BtfKind.Struct } type
                && Read(btf, type, variable.Name) is { } record
                && known.Add((record.Ring, record.Record.Name, record.Record.Tag, record.Record.TypeId)))
            {
                found.Add(record);
            }
        }

        return found.ToLookup(record => record.Ring, record => record.Record, StringComparer.Ordinal);
    }

    private static (string Ring, RecordType Record)? Read(Btf btf, BtfType type, string variable)
    {
        int? record = null;
        (string Name, uint Value)? tag = null;
        string? ring = null;
        foreach (BtfMember member in type.Members)
        {
            string name = member.Name;
            BtfType value = btf.SkipModifiers(member.TypeId);
            if (name == "record" && value.Kind == BtfKind.Array)
                record = value.Array.ElementTypeId;
            else if (name.StartsWith(Tag, StringComparison.Ordinal) && value.Kind == BtfKind.Pointer && btf.SkipModifiers(value.TargetTypeId) is { Kind: BtfKind.Array } counted)
                tag = (name.Substring(Tag.Length), (uint)counted.Array.Count);
            else if (name.StartsWith(Ring, StringComparison.Ordinal))
                ring = name.Substring(Ring.Length);
        }

        return record is { } typeId && tag is { } told && ring is not null ? (ring, new RecordType(told.Name, told.Value, typeId, variable)) : null;
    }
}
