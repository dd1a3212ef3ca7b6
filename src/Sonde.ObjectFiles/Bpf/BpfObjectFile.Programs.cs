namespace Sonde.ObjectFiles;

public sealed partial class BpfObjectFile
{
    private List<BpfProgramDefinition> ReadPrograms()
    {
        var programs = new List<BpfProgramDefinition>();
        IReadOnlyList<ElfSection> sections = Elf.Sections;
        foreach (ElfSymbol symbol in Elf.Symbols)
        {
            if (symbol.Type != ElfSymbolType.Function || symbol.Binding != ElfSymbolBinding.Global || !symbol.IsDefined)
                continue;
            if (symbol.SectionIndex >= sections.Count)
                throw new ElfFormatException($"file is corrupt: a function lies in section {symbol.SectionIndex} of {sections.Count}");
            ElfSection section = sections[symbol.SectionIndex];
            if ((section.Flags & ElfSectionFlags.Execute) != 0 && !section.HasName(".text"u8))
                programs.Add(new BpfProgramDefinition(symbol.Name, section, symbol.Value, symbol.Size));
        }

        programs.Sort((a, b) => a.Section.Index != b.Section.Index
            ? a.Section.Index.CompareTo(b.Section.Index)
            : a.Offset.CompareTo(b.Offset));
        return programs;
    }
}
