namespace Sonde.ObjectFiles;

/// <summary>The header of a compilation unit, and what its first entry says about the rest.</summary>
internal sealed class DwarfUnit
{
    private const int CompileUnit = 1;
    private const int PartialUnit = 3;

    private DwarfUnit(ushort version, bool is64Bit)
    {
        Version = version;
        Is64Bit = is64Bit;
    }

    public ushort Version { get; }

    public bool Is64Bit { get; }

    public byte AddressSize { get; private set; }

    public ulong Abbreviations { get; private set; }

    /// <summary>Where the offsets of its indexed strings begin.</summary>
    public ulong StringOffsets { get; set; }

    /// <summary>Whether this is source code; other units hold single types or are elsewhere.</summary>
    public bool IsCode { get; private set; } = true;

    /// <summary>The unit of a line table, whose forms are few and need nothing else.</summary>
    public static DwarfUnit OfLines(bool is64Bit) => new(5, is64Bit);

    /// <summary>Reads what follows the length; the cursor is left at the first entry.</summary>
    public static DwarfUnit Read(ref DwarfCursor cursor, bool is64Bit)
    {
        var unit = new DwarfUnit(cursor.ReadUInt16(), is64Bit);
        switch (unit.Version)
        {
            case 5:
                unit.IsCode = cursor.ReadByte() is CompileUnit or PartialUnit;
                unit.AddressSize = cursor.ReadByte();
                unit.Abbreviations = cursor.ReadOffset(is64Bit);
                break;
            case >= 2 and <= 4:
                unit.Abbreviations = cursor.ReadOffset(is64Bit);
                unit.AddressSize = cursor.ReadByte();
                break;
            default:
                throw cursor.Corrupt($"version {unit.Version} is not known, 2 to 5 are");
        }

        return unit;
    }
}
