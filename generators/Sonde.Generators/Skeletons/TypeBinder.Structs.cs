using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class TypeBinder
{
    // As the kernel's TRACE_EVENT() names them.
    private const string AbsoluteMark = "__data_loc_";
    private const string RelativeMark = "__rel_loc_";

    private readonly Dictionary<int, Binding> _structs = [];
    private readonly HashSet<int> _open = [];
    private readonly HashSet<int> _withoutFunctions = [];

    /// <summary>The C# form of a structure that something needed, or null.</summary>
    public BoundType? FindStruct(int id) => _structs.TryGetValue(id, out Binding known) ? known.Type : null;

    /// <summary>
    /// Gives a structure that is not bound yet no fields for its function pointers: those of struct_ops are the programs of the object, whatever
    /// is written there.
    /// </summary>
    public void LeaveOutFunctions(BtfType.Composite type) => _withoutFunctions.Add(type.Id);

    private Binding BindStruct(BtfType.Composite type, string hint, string place, int depth)
    {
        if (type.Size == 0)
            return new TypeFault(ProblemKind.NoSize, Of(place, type.Id));
        if (_structs.TryGetValue(type.Id, out Binding known))
            return known;
        if (!_open.Add(type.Id))
            return new TypeFault(ProblemKind.TooComplex, place);

        string name = names.Claim(type.Name is null ? hint : CSharpName.Pascal(type.Name));
        var fields = new FieldList(name, type.Size);
        string owner = type.Name is null ? $"'{name}'" : $"'{TypeTable.Spell(type)}'";
        Binding binding = AddFields(fields, type, offset: 0, owner, depth) is { } fault ? fault : Complete(type, name, fields);
        _open.Remove(type.Id);
        _structs.Add(type.Id, binding);
        return binding;
    }

    private BoundType Complete(BtfType.Composite type, string name, FieldList fields)
    {
        // The runtime rounds an array's element up to its fields' alignment, which a packed struct does not have.
        int pack = fields.Alignment > type.Alignment ? type.Alignment : 0;
        Structs.Add(new GeneratedStruct(name, table.Spell(type.Id), type.Size, pack, type.IsUnion, fields.ToArray()));
        return new BoundType(qualifier + name, type.Size, type.Alignment);
    }

    private TypeFault? AddFields(FieldList fields, BtfType.Composite type, int offset, string owner, int depth)
    {
        if (depth > MaxDepth)
            return new TypeFault(ProblemKind.TooComplex, owner);
        foreach (BtfField field in type.Fields)
        {
            if (_withoutFunctions.Contains(type.Id) && table.IsFunctionPointer(field.Type))
                continue;
            string place = field.Name is null ? $"an anonymous member of {owner}" : $"field '{field.Name}' of {owner}";
            TypeFault? fault =
                !fields.TryVisit() ? new TypeFault(ProblemKind.TooComplex, place)
                : field.BitfieldBits != 0 ? AddBitfield(fields, field, type.Size, offset, place)
                : field.BitOffset % 8 != 0 ? new TypeFault(ProblemKind.Bitfield, place, Invariant.Text(field.BitfieldBits))
                : AddField(fields, field, type.Size, offset, (owner, place), depth + 1);
            if (fault is not null)
                return fault;
        }

        return null;
    }

    private TypeFault? AddField(FieldList fields, BtfField field, int room, int offset, (string Owner, string Place) names, int depth)
    {
        long start = field.BitOffset / 8;
        // C's anonymous members have no name to reach them by: their fields are the parent's.
        if (field.Name is null && table.Resolve(field.Type) is BtfType.Composite member)
        {
            return start + member.Size > room
                ? new TypeFault(ProblemKind.SizeMismatch, names.Place, Invariant.Text(room))
                : AddFields(fields, member, offset + (int)start, names.Owner, depth);
        }

        if (start <= room && table.HoldsNothing(field.Type))
            return AddTail(fields, field, offset + (int)start, names.Place, depth);
        string name = NameOf(field);
        Binding binding = Bind(field.Type, fields.TypeName + name, names.Place, depth);
        if (binding.Type is not { } bound)
            return binding.Fault;
        if (start + bound.Size > room)
            return new TypeFault(ProblemKind.SizeMismatch, names.Place, Invariant.Text(room));
        string declaration = table.Declare(field.Type, field.Name ?? "");
        return fields.TryAdd(name, bound, offset + (int)start, declaration, table.IsPointer(field.Type))
            && TryAddDynamic(fields, field, bound, offset + (int)start, declaration)
            ? null
            : new TypeFault(ProblemKind.TooComplex, names.Place);
    }

    /// <summary>What a tracepoint's record has of changing length, it has behind its fields, and in the fields where that lies.</summary>
    private static bool TryAddDynamic(FieldList fields, BtfField field, BoundType bound, int offset, string declaration)
    {
        bool isRelative = field.Name?.StartsWith(RelativeMark, StringComparison.Ordinal) ?? false;
        bool isDynamic = isRelative || (field.Name?.StartsWith(AbsoluteMark, StringComparison.Ordinal) ?? false);
        if (!isDynamic || bound.Size != sizeof(uint))
            return true;
        string name = CSharpName.Pascal(field.Name!.Substring(isRelative ? RelativeMark.Length : AbsoluteMark.Length));
        return fields.TryAddDynamic(name, offset, isRelative, declaration);
    }

    /// <summary>A flexible array becomes a method; other fields of no bytes have nothing to give.</summary>
    private TypeFault? AddTail(FieldList fields, BtfField field, int offset, string place, int depth)
    {
        if (table.Resolve(field.Type) is not BtfType.Array { Count: 0 } array || table.HoldsNothing(array.Element))
            return null;
        string name = NameOf(field);
        Binding binding = Bind(array.Element, fields.TypeName + name, place, depth);
        if (binding.Type is not { } element)
            return binding.Fault;
        return fields.TryAddTail(name, element, offset, table.Declare(field.Type, field.Name ?? ""))
            ? null
            : new TypeFault(ProblemKind.TooComplex, place);
    }

    private TypeFault? AddBitfield(FieldList fields, BtfField field, int room, int offset, string place)
    {
        // One without a name is C's padding.
        if (field.Name is null)
            return null;
        string name = NameOf(field);
        if (BitfieldKindOf(field.Type) is not { } kind)
            return new TypeFault(ProblemKind.Bitfield, place, Invariant.Text(field.BitfieldBits));
        Binding binding = Bind(field.Type, fields.TypeName + name, place);
        if (binding.Type is not { } bound)
            return binding.Fault;
        if (field.BitfieldBits > bound.Size * 8)
            return new TypeFault(ProblemKind.Bitfield, place, Invariant.Text(field.BitfieldBits));
        if (field.BitOffset + field.BitfieldBits > room * 8L)
            return new TypeFault(ProblemKind.SizeMismatch, place, Invariant.Text(room));
        string declaration = $"{table.Declare(field.Type, field.Name)} : {Invariant.Text(field.BitfieldBits)}";
        return fields.TryAddBits(name, bound, kind, (offset * 8L) + field.BitOffset, field.BitfieldBits, declaration)
            ? null
            : new TypeFault(ProblemKind.TooComplex, place);
    }

    private BitfieldKind? BitfieldKindOf(int id) => table.Resolve(id) switch
    {
        BtfType.Int { Encoding: IntEncoding.Bool } => BitfieldKind.Bool,
        BtfType.Int type => type.Encoding == IntEncoding.Signed && !IsChar(type) ? BitfieldKind.Signed : BitfieldKind.Unsigned,
        BtfType.Enum type => IsSigned(type) ? BitfieldKind.Signed : BitfieldKind.Unsigned,
        _ => null,
    };

    private static string NameOf(BtfField field) => CSharpName.Pascal(field.Name ?? "unnamed");
}
