namespace Sonde.ObjectFiles;

public sealed partial class DwarfInfo
{
    private const byte OpAddress = 0x03;
    private const byte OpAddressIndex = 0xa1;

    /// <summary>Reads where the variables outside of functions, the static ones within, and the enumerations are declared, in the order of the file.</summary>
    /// <exception cref="DwarfFormatException">The information is corrupt.</exception>
    public IReadOnlyList<DwarfDeclaration> ReadDeclarations()
    {
        List<DwarfDeclaration> found = [];
        var units = new DwarfCursor(_info.Span, 0, ".debug_info");
        while (!units.IsAtEnd)
        {
            DwarfCursor cursor = units.Take(units.ReadLength(out bool is64Bit));
            DwarfUnit unit = DwarfUnit.Read(ref cursor, is64Bit);
            if (unit.IsCode)
                ReadDeclarations(unit, cursor, found);
        }

        return found;
    }

    private void ReadDeclarations(DwarfUnit unit, DwarfCursor cursor, List<DwarfDeclaration> found)
    {
        Dictionary<ulong, DwarfAbbreviation> abbreviations = AbbreviationsOf(unit);
        string[] files = [];
        int depth = 0;
        while (!cursor.IsAtEnd)
        {
            ulong code = cursor.ReadUnsigned();
            if (code == 0)
            {
                depth--;
                continue;
            }

            if (!abbreviations.TryGetValue(code, out DwarfAbbreviation? abbreviation))
                throw cursor.Corrupt($"abbreviation {code} is not declared");
            DwarfValue name = default;
            DwarfValue location = default;
            ulong file = 0;
            ulong line = 0;
            foreach (DwarfAttributeForm attribute in abbreviation.Attributes)
            {
                DwarfValue value = DwarfValue.Read(attribute.Form, attribute.Constant, unit, ref cursor);
                switch (attribute.Attribute)
                {
                    case DwarfAttribute.Name: name = value; break;
                    case DwarfAttribute.Location: location = value; break;
                    case DwarfAttribute.DeclarationFile: file = value.Number; break;
                    case DwarfAttribute.DeclarationLine: line = value.Number; break;
                    case DwarfAttribute.StringOffsetsBase: unit.StringOffsets = value.Number; break;
                    case DwarfAttribute.LineTable when depth == 0: files = FilesAt(value.Number); break;
                    default: break;
                }
            }

            if (name.Form != 0 && line is > 0 and <= int.MaxValue && file < (ulong)files.Length && IsWanted(abbreviation.Tag, location, depth))
                found.Add(new(abbreviation.Tag, Text(name, unit), files[file], (int)line));
            if (abbreviation.HasChildren)
                depth++;
        }
    }

    private static bool IsWanted(DwarfTag tag, DwarfValue location, int depth) => tag switch
    {
        DwarfTag.Enumeration => true,
        DwarfTag.Variable => depth == 1 || (location.Bytes.Length > 0 && location.Bytes[0] is OpAddress or OpAddressIndex),
        _ => false,
    };
}
