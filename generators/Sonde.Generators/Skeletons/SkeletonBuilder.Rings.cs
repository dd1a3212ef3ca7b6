using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class SkeletonBuilder
{
    private const int TagSize = 4;
    private const int MaxNesting = 16;

    private readonly List<SkeletonRing> _rings = [];

    /// <summary>
    /// The types of a ring whose records begin with a tag, or null for a map that has none. Records that cannot be told apart stop the
    /// build, and are there all the same: that code which uses them has no type shall not be told at each place.
    /// </summary>
    private SkeletonRing? BindRing(DescribedMap map)
    {
        if (map.MapType != MapTypes.RingBuffer)
        {
            AddUntold(map, $"a map of type {map.KernelName} has no records; declare it with SONDE_RECORDS", map.Place);
            return null;
        }

        foreach (IGrouping<long, DescribedRecord> tag in map.Records.GroupBy(record => record.Tag))
        {
            if (tag.Skip(1).FirstOrDefault() is { } second)
                AddUntold(map, Explain(tag.First(), second), second.Place);
        }

        string name = CSharpName.Pascal(map.Name);
        // Names that the generated structure has of its own.
        string recordName = _names.Claim(name + "Record");
        var names = new NameScope("Record", recordName, "Kind", "Bytes");
        List<SkeletonRecord> records = [];
        foreach (DescribedRecord record in map.Records)
        {
            if (!BeginsWithTag(record.Type))
                AddUntold(map, $"'{_table.Spell(record.Type)}' does not begin with a tag; its first member has to be a number or an enum of {Invariant.Text(TagSize)} bytes", record.Place);
            Binding binding = _binder.Bind(record.Type, name + CSharpName.Pascal(record.Name), $"'{_table.Spell(record.Type)}'");
            if (binding.Fault is { } fault)
                Report(fault, $"Record '{record.Name}' of map '{map.Name}' is left out", record.Place ?? map.Place);
            if (binding.Type is not { } type)
                continue;
            CheckRoom(map, type, _table.Spell(record.Type));
            records.Add(new SkeletonRecord(names.Claim(CSharpName.Pascal(record.Name)), record.Name, record.Tag, type.Name, _table.Spell(record.Type)));
        }

        if (records.Count == 0)
            return null;
        var ring = new SkeletonRing(
            map.Name,
            _names.Claim(name + "Ring"),
            _names.Claim(name + "Kind"),
            recordName,
            _names.Claim(name + "Drain"),
            _names.Claim(name + "Handler"),
            new([.. records]));
        _rings.Add(ring);
        return ring;
    }

    private bool BeginsWithTag(int type)
    {
        int? first = type;
        for (int level = 0; level < MaxNesting && first is { } id; level++)
        {
            switch (_table.Resolve(id))
            {
                case BtfType.Int { Size: TagSize, Encoding: IntEncoding.Signed or IntEncoding.Unsigned }: return level > 0;
                case BtfType.Enum { Size: TagSize }: return level > 0;
                case BtfType.Composite { IsUnion: false } composite:
                    first = composite.Fields.FirstOrDefault(field => field is { BitOffset: 0, BitfieldBits: 0 })?.Type;
                    break;
                default: return false;
            }
        }

        return false;
    }

    private static string Explain(DescribedRecord first, DescribedRecord second) => first.Name == second.Name
        ? $"two sources give the record '{first.Name}' different types; give it one type, or two names and numbers"
        : $"'{first.Name}' and '{second.Name}' are both {Invariant.Text(first.Tag)}; give one of them another number";

    private void AddUntold(DescribedMap map, string reason, SourcePlace? place) =>
        _problems.Add(Problem.Of(ProblemKind.RecordUntold, map.Name, reason) with { Place = place ?? map.Place });

    private void CheckRoom(DescribedMap map, BoundType record, string spelling)
    {
        long taken = RingRecord.Taken(record.Size);
        long room = RingRecord.Room(map.MapType, map.MaxEntries);
        if (RingRecord.Most(map.MapType, room) is { } most && taken > most)
        {
            string[] arguments = [map.Name, Invariant.Text(room), spelling, Invariant.Text(taken), Invariant.Text(most)];
            _problems.Add(Problem.Of(ProblemKind.RecordTooLarge, arguments) with { Place = map.Place });
        }
    }
}
