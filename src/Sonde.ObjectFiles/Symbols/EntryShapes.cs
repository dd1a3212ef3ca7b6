namespace Sonde.ObjectFiles;

/// <summary>A table of abbreviations, by the codes that entries name. Units with the same sizes of addresses and offsets share it.</summary>
internal sealed class EntryShapes
{
    // No compiler writes more than some thirty. A corrupt table could have any number that take no bytes in an entry, and so no end.
    private const int MaxAttributes = 256;
    private const int Slack = 64;

    private const int TagFunction = 0x2e;
    private const int TagInlined = 0x1d;

    private readonly EntryShape?[] _dense;
    private readonly Dictionary<ulong, EntryShape>? _sparse;

    private EntryShapes(EntryShape?[] dense, Dictionary<ulong, EntryShape>? sparse, int size)
    {
        _dense = dense;
        _sparse = sparse;
        Size = size;
    }

    /// <summary>How many bytes the table has in its section.</summary>
    public int Size { get; }

    /// <summary>The shapes whose code is their index, all of them in the tables that compilers write.</summary>
    public EntryShape?[] Dense => _dense;

    public EntryShape Get(ulong code)
    {
        if (code < (ulong)_dense.Length && _dense[code] is { } shape)
            return shape;
        if (_sparse is not null && _sparse.TryGetValue(code, out shape))
            return shape;
        throw new DwarfFormatException($".debug_info is corrupt: abbreviation {code} is not declared");
    }

    public static EntryShapes Read(ReadOnlySpan<byte> abbreviations, CodeUnit unit)
    {
        var reader = new DwarfReader(abbreviations, unit.Abbreviations);
        var found = new List<(ulong Code, EntryShape Shape)>();
        ulong largest = 0;
        while (TryReadOne(ref reader, unit, out ulong code, out EntryShape? shape))
        {
            found.Add((code, shape));
            largest = Math.Max(largest, code);
        }

        int size = reader.Position - (int)unit.Abbreviations;
        if (largest > (ulong)found.Count + Slack)
        {
            var sparse = new Dictionary<ulong, EntryShape>(found.Count);
            foreach ((ulong code, EntryShape shape) in found)
                sparse[code] = shape;
            return new EntryShapes([], sparse, size);
        }

        var dense = new EntryShape?[(int)largest + 1];
        foreach ((ulong code, EntryShape shape) in found)
            dense[code] = shape;
        return new EntryShapes(dense, null, size);
    }

    /// <summary>Reads no further than the one shape that the unit's first entry has, and counts the bytes.</summary>
    public static EntryShape ReadFirst(ReadOnlySpan<byte> abbreviations, CodeUnit unit, ulong wanted, ref long bytes)
    {
        var reader = new DwarfReader(abbreviations, unit.Abbreviations);
        int start = reader.Position;
        while (TryReadOne(ref reader, unit, out ulong code, out EntryShape? shape))
        {
            bytes += reader.Position - start;
            start = reader.Position;
            if (code == wanted)
                return shape;
        }

        throw new DwarfFormatException($".debug_info is corrupt: abbreviation {wanted} is not declared");
    }

    private static bool TryReadOne(
        ref DwarfReader reader, CodeUnit unit, out ulong code, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EntryShape? shape)
    {
        shape = null;
        code = reader.ReadUnsigned();
        if (code == 0)
            return false;
        ulong tag = reader.ReadUnsigned();
        bool hasChildren = reader.ReadByte() != 0;
        var attributes = new DwarfAttributeForm[8];
        int count = 0;
        bool hasAddress = false;
        while (true)
        {
            var attribute = (DwarfAttribute)reader.ReadUnsigned();
            var form = (DwarfForm)reader.ReadUnsigned();
            long constant = form == DwarfForm.ImplicitConstant ? reader.ReadSigned() : 0;
            if (attribute == 0 && form == 0)
                break;
            if (count == MaxAttributes)
                throw new DwarfFormatException($".debug_abbrev is corrupt: an entry has more than {MaxAttributes} attributes");
            if (count == attributes.Length)
                Array.Resize(ref attributes, 2 * count);
            attributes[count++] = new(attribute, form, constant);
            hasAddress |= attribute is DwarfAttribute.LowPc or DwarfAttribute.Ranges;
        }

        Array.Resize(ref attributes, count);
        EntryKind kind = (tag, hasAddress) switch
        {
            (TagFunction, true) => EntryKind.Function,
            (TagInlined, _) => EntryKind.Inlined,
            _ => EntryKind.Other,
        };
        EntryStep[] steps = StepsOf(attributes, kind, unit, out int fixedSize);
        shape = new EntryShape(kind, hasChildren, fixedSize, steps, attributes);
        return true;
    }

    private static EntryStep[] StepsOf(DwarfAttributeForm[] attributes, EntryKind kind, CodeUnit unit, out int fixedSize)
    {
        fixedSize = 0;
        int skip = 0;
        var steps = new List<EntryStep>();
        foreach (DwarfAttributeForm attribute in attributes)
        {
            int size = DwarfFormats.SizeOf(attribute.Form, unit);
            bool isWanted = kind >= EntryKind.Function && IsWanted(attribute.Attribute);
            fixedSize = fixedSize < 0 || size < 0 ? -1 : fixedSize + size;
            if (size >= 0 && !isWanted)
            {
                skip += size;
                continue;
            }

            steps.Add(new(isWanted ? attribute.Attribute : 0, attribute.Form, skip, attribute.Constant));
            skip = 0;
        }

        if (skip > 0)
            steps.Add(new(0, 0, skip, 0));
        return [.. steps];
    }

    private static bool IsWanted(DwarfAttribute attribute) => attribute is DwarfAttribute.Name or DwarfAttribute.LinkageName
        or DwarfAttribute.MipsLinkageName or DwarfAttribute.LowPc or DwarfAttribute.HighPc or DwarfAttribute.Ranges or DwarfAttribute.EntryPc
        or DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification
        or DwarfAttribute.CallFile or DwarfAttribute.CallLine or DwarfAttribute.CallColumn;
}
