namespace Sonde.ObjectFiles;

/// <summary>What an entry describes (<c>DW_TAG_</c>). Only what is asked for here has a name.</summary>
public enum DwarfTag
{
    /// <summary>No entry.</summary>
    None = 0,

    /// <summary>An enumeration (<c>DW_TAG_enumeration_type</c>).</summary>
    Enumeration = 0x04,

    /// <summary>A compilation unit (<c>DW_TAG_compile_unit</c>).</summary>
    CompilationUnit = 0x11,

    /// <summary>A variable (<c>DW_TAG_variable</c>).</summary>
    Variable = 0x34,
}
