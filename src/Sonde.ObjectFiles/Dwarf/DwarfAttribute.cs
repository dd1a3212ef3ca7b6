namespace Sonde.ObjectFiles;

/// <summary>The attributes that are asked for (<c>DW_AT_</c>).</summary>
internal enum DwarfAttribute
{
    Location = 0x02,
    Name = 0x03,
    LineTable = 0x10,
    DeclarationFile = 0x3a,
    DeclarationLine = 0x3b,
    IsDeclaration = 0x3c,
    StringOffsetsBase = 0x72,
}
