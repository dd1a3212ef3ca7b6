namespace Sonde.ObjectFiles;

/// <summary>The attributes that are asked for (<c>DW_AT_</c>).</summary>
internal enum DwarfAttribute
{
    Location = 0x02,
    Name = 0x03,
    LineTable = 0x10,
    LowPc = 0x11,
    HighPc = 0x12,
    CompilationFolder = 0x1b,
    AbstractOrigin = 0x31,
    DeclarationFile = 0x3a,
    DeclarationLine = 0x3b,
    IsDeclaration = 0x3c,
    Specification = 0x47,
    EntryPc = 0x52,
    Ranges = 0x55,
    CallColumn = 0x57,
    CallFile = 0x58,
    CallLine = 0x59,
    LinkageName = 0x6e,
    StringOffsetsBase = 0x72,
    AddressBase = 0x73,
    RangeListsBase = 0x74,
    SplitName = 0x76,
    MipsLinkageName = 0x2007,
    GnuSplitName = 0x2130,
    GnuSplitId = 0x2131,
    GnuRangesBase = 0x2132,
    GnuAddressBase = 0x2133,
}
