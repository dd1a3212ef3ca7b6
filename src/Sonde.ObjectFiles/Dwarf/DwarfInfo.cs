using System.Diagnostics.CodeAnalysis;

namespace Sonde.ObjectFiles;

/// <summary>The debugging information of a file, DWARF 2 to 5, read where it lies.</summary>
/// <remarks>
/// Of files that are not linked, only those are read right whose relocations have their addend in place, as those of BPF objects have.
/// </remarks>
public sealed partial class DwarfInfo
{
    private const int MaxRepetition = 8;

    private readonly ReadOnlyMemory<byte> _info;
    private readonly ReadOnlyMemory<byte> _abbreviations;
    private readonly ReadOnlyMemory<byte> _strings;
    private readonly ReadOnlyMemory<byte> _stringOffsets;
    private readonly ReadOnlyMemory<byte> _lines;
    private readonly ReadOnlyMemory<byte> _lineStrings;
    private readonly Dictionary<ulong, Dictionary<ulong, DwarfAbbreviation>> _tables = [];
    private readonly Dictionary<(DwarfForm, ulong), string> _texts = [];
    private long _tableBytes;
    private long _textBytes;

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
        if (_tables.TryGetValue(unit.Abbreviations, out Dictionary<ulong, DwarfAbbreviation>? table))
            return table;
        var cursor = new DwarfCursor(_abbreviations.Span, unit.Abbreviations, ".debug_abbrev");
        _tables.Add(unit.Abbreviations, table = DwarfAbbreviation.ReadTable(ref cursor));
        // Units share tables, and tables share no bytes: else a few units could have a large section read as often as they like.
        _tableBytes += cursor.Position - (int)unit.Abbreviations;
        return _tableBytes <= _abbreviations.Length ? table : throw cursor.Corrupt("tables overlap");
    }

    /// <summary>The text of a value, or null if it has none in this file.</summary>
    private string? Text(DwarfValue value, DwarfUnit unit) => value.Form switch
    {
        DwarfForm.String => Utf8.Decode(value.Bytes),
        DwarfForm.StringOffset => TextAt(value.Form, value.Number),
        DwarfForm.LineString => TextAt(value.Form, value.Number),
        DwarfForm.StringIndex or DwarfForm.StringIndex1 or DwarfForm.StringIndex2 or DwarfForm.StringIndex3 or DwarfForm.StringIndex4
            => TextAt(DwarfForm.StringOffset, StringOffset(value.Number, unit)),
        _ => null,
    };

    private string TextAt(DwarfForm form, ulong offset)
    {
        if (_texts.TryGetValue((form, offset), out string? known))
            return known;
        (ReadOnlyMemory<byte> section, string name) = form == DwarfForm.LineString ? (_lineStrings, ".debug_line_str") : (_strings, ".debug_str");
        var cursor = new DwarfCursor(section.Span, offset, name);
        string text = Utf8.Decode(cursor.ReadText());
        // Compilers let a text be the end of a longer one. Far more than that, and a long text is given out piece by piece.
        _textBytes += cursor.Position - (int)offset;
        if (_textBytes > MaxRepetition * ((long)_strings.Length + _lineStrings.Length))
            throw cursor.Corrupt("texts overlap");
        _texts.Add((form, offset), text);
        return text;
    }

    private ulong StringOffset(ulong index, DwarfUnit unit)
    {
        ulong size = unit.Is64Bit ? 8u : 4u;
        // What is no index within any section is none within this one either.
        ulong place = index > (ulong)_stringOffsets.Length ? index : unit.StringOffsets + (index * size);
        return new DwarfCursor(_stringOffsets.Span, place, ".debug_str_offsets").ReadOffset(unit.Is64Bit);
    }
}
