namespace Sonde.ObjectFiles;

public sealed partial class DwarfInfo
{
    private const byte OpAddress = 0x03;
    private const byte OpAddressIndex = 0xa1;

    /// <summary>Reads where the functions, the variables outside of them, the static ones within, and the enumerations are declared, in the order of the file.</summary>
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
        string? function = null;
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
            bool isFirst = files.Length == 0 && depth == 0;
            var entry = DwarfEntry.Read(abbreviation, unit, ref cursor);
            if (isFirst && entry.LineTable is { } lines)
                files = FilesAt(lines);
            if (depth == 1)
                function = abbreviation.Tag == DwarfTag.Function ? Text(entry.Name, unit) : null;
            if (IsWanted(abbreviation.Tag, entry, depth) && entry.File < (ulong)files.Length && Text(entry.Name, unit) is { } name)
            {
                found.Add(new(
                    abbreviation.Tag,
                    name,
                    abbreviation.Tag == DwarfTag.Variable ? function : null,
                    files[entry.File],
                    (int)entry.Line,
                    entry.IsDefinition));
            }

            if (abbreviation.HasChildren)
                depth++;
        }
    }

    private static bool IsWanted(DwarfTag tag, DwarfEntry entry, int depth) => entry.Line is > 0 and <= int.MaxValue && tag switch
    {
        DwarfTag.Enumeration => true,
        DwarfTag.Function => depth == 1,
        DwarfTag.Variable => depth == 1 || (entry.Location.Length > 0 && entry.Location[0] is OpAddress or OpAddressIndex),
        _ => false,
    };
}
