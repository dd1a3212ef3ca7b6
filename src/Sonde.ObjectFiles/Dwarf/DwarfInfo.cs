using System.Diagnostics.CodeAnalysis;

namespace Sonde.ObjectFiles;

/// <summary>The debugging information of a file, DWARF 2 to 5, read where it lies.</summary>
/// <remarks>
/// Of files that are not linked, only those are read right whose relocations have their addend in place, as those of BPF objects have.
/// </remarks>
public sealed partial class DwarfInfo
{
    private readonly ReadOnlyMemory<byte> _info;
    private readonly ReadOnlyMemory<byte> _abbreviations;
    private readonly ReadOnlyMemory<byte> _strings;
    private readonly ReadOnlyMemory<byte> _stringOffsets;
    private readonly ReadOnlyMemory<byte> _lines;
    private readonly ReadOnlyMemory<byte> _lineStrings;
    private readonly Dictionary<ulong, Dictionary<ulong, DwarfAbbreviation>> _tables = [];

    private DwarfInfo(ElfFile file, ElfSection info)
    {
        _info = info.Data;
        _abbreviations = Find(".debug_abbrev"u8);
        _strings = Find(".debug_str"u8);
        _stringOffsets = Find(".debug_str_offsets"u8);
        _lines = Find(".debug_line"u8);
        _lineStrings = Find(".debug_line_str"u8);

        ReadOnlyMemory<byte> Find(ReadOnlySpan<byte> name) => file.TryGetSection(name, out ElfSection? section) ? section.Data : default;
    }

    /// <summary>Opens the information that <paramref name="file"/> has.</summary>
    /// <returns><see langword="false"/> if it has none, or has it compressed.</returns>
    /// <exception cref="ElfFormatException">A section lies outside the file.</exception>
    public static bool TryOpen(ElfFile file, [NotNullWhen(true)] out DwarfInfo? info)
    {
        info = file.TryGetSection(".debug_info"u8, out ElfSection? section) && (section.Flags & ElfSectionFlags.Compressed) == 0
            ? new DwarfInfo(file, section) : null;
        return info is not null;
    }

    private Dictionary<ulong, DwarfAbbreviation> AbbreviationsOf(DwarfUnit unit)
    {
        if (!_tables.TryGetValue(unit.Abbreviations, out Dictionary<ulong, DwarfAbbreviation>? table))
            _tables.Add(unit.Abbreviations, table = DwarfAbbreviation.ReadTable(new(_abbreviations.Span, unit.Abbreviations, ".debug_abbrev")));
        return table;
    }

    private string Text(DwarfValue value, DwarfUnit unit) => Utf8.Decode(value.Form switch
    {
        DwarfForm.String => value.Bytes,
        DwarfForm.StringOffset => StringAt(value.Number),
        DwarfForm.LineString => new DwarfCursor(_lineStrings.Span, value.Number, ".debug_line_str").ReadText(),
        DwarfForm.StringIndex or DwarfForm.StringIndex1 or DwarfForm.StringIndex2 or DwarfForm.StringIndex3 or DwarfForm.StringIndex4
            => StringAt(StringOffset(value.Number, unit)),
        _ => default, // Of another file.
    });

    private ReadOnlySpan<byte> StringAt(ulong offset) => new DwarfCursor(_strings.Span, offset, ".debug_str").ReadText();

    private ulong StringOffset(ulong index, DwarfUnit unit)
    {
        ulong size = unit.Is64Bit ? 8u : 4u;
        // What is no index within any section is none within this one either.
        ulong place = index > (ulong)_stringOffsets.Length ? index : unit.StringOffsets + (index * size);
        return new DwarfCursor(_stringOffsets.Span, place, ".debug_str_offsets").ReadOffset(unit.Is64Bit);
    }
}
