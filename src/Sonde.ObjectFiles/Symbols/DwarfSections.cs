namespace Sonde.ObjectFiles;

/// <summary>The sections of one file that are needed to name an address, uncompressed, each read when it is first asked for.</summary>
internal sealed class DwarfSections(ElfFile file, bool isSplit, SectionBudget budget, ElfPlacement? placement = null)
{
    private ReadOnlyMemory<byte>? _info, _abbreviations, _strings, _stringOffsets, _lines, _lineStrings, _addresses, _ranges, _rangeLists, _addressRanges, _index;

    public ElfFile File => file;

    /// <summary>Between which addresses the file has code.</summary>
    public CodeBounds Code => placement?.Code ?? CodeBounds.Of(file);

    /// <summary>Why a section that the file has could not be read.</summary>
    public ElfUnavailable Unavailable { get; private set; }

    public ReadOnlyMemory<byte> Info => _info ??= Read("info");

    public ReadOnlyMemory<byte> Abbreviations => _abbreviations ??= Read("abbrev");

    public ReadOnlyMemory<byte> Strings => _strings ??= Read("str");

    public ReadOnlyMemory<byte> StringOffsets => _stringOffsets ??= Read("str_offsets");

    public ReadOnlyMemory<byte> Lines => _lines ??= Read("line");

    public ReadOnlyMemory<byte> LineStrings => _lineStrings ??= Read("line_str");

    public ReadOnlyMemory<byte> Addresses => _addresses ??= Read("addr");

    public ReadOnlyMemory<byte> Ranges => _ranges ??= Read("ranges");

    public ReadOnlyMemory<byte> RangeLists => _rangeLists ??= Read("rnglists");

    public ReadOnlyMemory<byte> AddressRanges => _addressRanges ??= Read("aranges");

    /// <summary>The index of a package of split files.</summary>
    public ReadOnlyMemory<byte> UnitIndex => _index ??= ReadNamed(".debug_cu_index");

    /// <summary>Whether what is not compressed counts as well, because there may be many such files.</summary>
    public bool CountsAll { get; init; }

    /// <summary>Reads all now, so that the file can be closed.</summary>
    public void ReadAll()
    {
        _ = (Info, Abbreviations, Strings, StringOffsets, Lines);
        _ = (LineStrings, Addresses, Ranges, RangeLists, AddressRanges);
        _ = UnitIndex;
    }

    private ReadOnlyMemory<byte> Read(string name)
    {
        string suffix = isSplit ? ".dwo" : "";
        ReadOnlyMemory<byte> bytes = ReadNamed($".debug_{name}{suffix}");
        return bytes.IsEmpty ? ReadNamed($".zdebug_{name}{suffix}") : bytes;
    }

    private ReadOnlyMemory<byte> ReadNamed(string name)
    {
        if (!file.TryGetSection(name, out ElfSection? section))
            return default;
        if (CountsAll && section.Type != ElfSectionType.NoBits && section.Size > (ulong)budget.Left)
            return Refuse(name, ElfUnavailable.TooLarge);
        if (!section.TryGetContent(out ReadOnlyMemory<byte> content, out ElfUnavailable reason, budget.Left))
            return Refuse(name, reason);
        if (CountsAll || !content.Equals(section.Data))
            budget.Take(content.Length);
        return placement?.Relocate(section, content) ?? content;
    }

    private ReadOnlyMemory<byte> Refuse(string name, ElfUnavailable reason)
    {
        Unavailable = reason;
        budget.Refused?.Invoke($"{name} cannot be read: {reason}");
        return default;
    }
}
