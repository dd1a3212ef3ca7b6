namespace Sonde.ObjectFiles;

public sealed partial class ElfFile
{
    /// <summary>The full symbol table <c>.symtab</c>; empty in a stripped file.</summary>
    /// <exception cref="ElfFormatException">The table or its names lie outside the file.</exception>
    public ElfSymbolTable Symbols => OpenSymbols(ElfSectionType.SymbolTable, ".symtab");

    /// <summary>The symbols of dynamic linking, <c>.dynsym</c>; a stripped library still has them.</summary>
    /// <exception cref="ElfFormatException">The table or its names lie outside the file.</exception>
    public ElfSymbolTable DynamicSymbols => OpenSymbols(ElfSectionType.DynamicSymbols, ".dynsym");

    private ElfSymbolTable OpenSymbols(ElfSectionType type, string what)
    {
        foreach (ElfSection section in SectionArray)
        {
            if (section.Type != type)
                continue;
            if (section.EntrySize != ElfSymbol.EntrySize)
                throw new ElfFormatException($"file is corrupt: an entry of {what} has {section.EntrySize} bytes instead of {ElfSymbol.EntrySize}");
            return new ElfSymbolTable(Bytes(section), OpenStrings(section.Link, $"names of {what}"));
        }

        return default;
    }
}
