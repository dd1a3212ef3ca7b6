namespace Sonde.ObjectFiles;

/// <summary>Kind of content of a section (<c>sh_type</c>); values without a name here pass through as numbers.</summary>
public enum ElfSectionType : uint
{
    /// <summary>An unused header (<c>SHT_NULL</c>).</summary>
    None = 0,

    /// <summary>Content defined by the program: code, data, debug information (<c>SHT_PROGBITS</c>).</summary>
    ProgramBits = 1,

    /// <summary>The full symbol table (<c>SHT_SYMTAB</c>).</summary>
    SymbolTable = 2,

    /// <summary>Names (<c>SHT_STRTAB</c>).</summary>
    StringTable = 3,

    /// <summary>Relocations with addends (<c>SHT_RELA</c>).</summary>
    RelocationsWithAddends = 4,

    /// <summary>Notes such as the build id (<c>SHT_NOTE</c>).</summary>
    Note = 7,

    /// <summary>Zeroed memory without bytes in the file (<c>SHT_NOBITS</c>).</summary>
    NoBits = 8,

    /// <summary>Relocations without addends (<c>SHT_REL</c>).</summary>
    Relocations = 9,

    /// <summary>Symbols for dynamic linking (<c>SHT_DYNSYM</c>).</summary>
    DynamicSymbols = 11,
}
