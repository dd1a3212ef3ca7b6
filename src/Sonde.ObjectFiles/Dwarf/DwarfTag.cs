namespace Sonde.ObjectFiles;

/// <summary>What an entry describes (<c>DW_TAG_</c>). Only what is read here has a name.</summary>
public enum DwarfTag
{
    /// <summary>No entry.</summary>
    None = 0,

    /// <summary>An enumeration (<c>DW_TAG_enumeration_type</c>).</summary>
    Enumeration = 0x04,

    /// <summary>A function (<c>DW_TAG_subprogram</c>).</summary>
    Function = 0x2e,

    /// <summary>A variable (<c>DW_TAG_variable</c>).</summary>
    Variable = 0x34,
}
