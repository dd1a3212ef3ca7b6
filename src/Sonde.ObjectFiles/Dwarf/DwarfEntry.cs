namespace Sonde.ObjectFiles;

/// <summary>The attributes of an entry that are asked for.</summary>
internal ref struct DwarfEntry
{
    private DwarfEntry(bool isDefinition) => IsDefinition = isDefinition;

    public DwarfValue Name { get; private set; }

    public ReadOnlySpan<byte> Location { get; private set; }

    public ulong File { get; private set; }

    public ulong Line { get; private set; }

    public bool IsDefinition { get; private set; }

    public ulong? LineTable { get; private set; }

    /// <summary>Reads the values of an entry. What they say of strings, which the unit's first entry does, goes to <paramref name="unit"/>.</summary>
    public static DwarfEntry Read(DwarfAbbreviation abbreviation, DwarfUnit unit, scoped ref DwarfCursor cursor)
    {
        var entry = new DwarfEntry(isDefinition: true);
        foreach (DwarfAttributeForm attribute in abbreviation.Attributes)
        {
            DwarfValue value = DwarfValue.Read(attribute.Form, attribute.Constant, unit, ref cursor);
            switch (attribute.Attribute)
            {
                case DwarfAttribute.Name: entry.Name = value; break;
                case DwarfAttribute.Location: entry.Location = value.Bytes; break;
                case DwarfAttribute.DeclarationFile: entry.File = value.Number; break;
                case DwarfAttribute.DeclarationLine: entry.Line = value.Number; break;
                case DwarfAttribute.IsDeclaration: entry.IsDefinition = value.Number == 0; break;
                case DwarfAttribute.LineTable: entry.LineTable = value.Number; break;
                case DwarfAttribute.StringOffsetsBase: unit.StringOffsets = value.Number; break;
                default: break;
            }
        }

        return entry;
    }
}
