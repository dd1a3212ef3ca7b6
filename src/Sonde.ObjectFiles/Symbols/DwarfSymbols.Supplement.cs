namespace Sonde.ObjectFiles;

public sealed partial class DwarfSymbols
{
    private void ReadSupplement()
    {
        if (!TryReadLink(_file.Sections.File, out string name, out ReadOnlyMemory<byte> id))
            return;
        ElfFile? file = _host?.OpenSupplementary(name, id);
        if (file is null || !IdOf(file).Span.SequenceEqual(id.Span))
        {
            Report(DwarfProblemKind.SupplementaryFileMissing, $"{name} with the build id {Convert.ToHexString(id.Span)}");
            return;
        }

        _file.Supplement = new DwarfFile(new DwarfSections(file, isSplit: false, _budget));
    }

    // GNU's section comes before DWARF 5, which has one of its own in both files.
    private static bool TryReadLink(ElfFile file, out string name, out ReadOnlyMemory<byte> id)
    {
        (name, id) = ("", default);
        if (file.TryGetSection(".gnu_debugaltlink"u8, out ElfSection? link))
        {
            var reader = new DwarfReader(link.Data.Span, 0);
            name = Utf8.Decode(reader.ReadText());
            id = link.Data.Slice(reader.Position);
            return name.Length > 0;
        }

        return TryReadStandardLink(file, out bool isSupplement, out name, out id) && !isSupplement;
    }

    private static ReadOnlyMemory<byte> IdOf(ElfFile supplement) =>
        TryReadStandardLink(supplement, out bool isSupplement, out _, out ReadOnlyMemory<byte> id) && isSupplement ? id
            : supplement.TryGetBuildId(out id) ? id : default;

    private static bool TryReadStandardLink(ElfFile file, out bool isSupplement, out string name, out ReadOnlyMemory<byte> id)
    {
        (isSupplement, name, id) = (false, "", default);
        if (!file.TryGetSection(".debug_sup"u8, out ElfSection? section))
            return false;
        var reader = new DwarfReader(section.Data.Span, 0);
        reader.ReadUInt16();
        isSupplement = reader.ReadByte() != 0;
        name = Utf8.Decode(reader.ReadText());
        ulong length = reader.ReadUnsigned();
        int start = reader.Position;
        reader.Skip(length);
        id = section.Data.Slice(start, (int)length);
        return true;
    }
}
