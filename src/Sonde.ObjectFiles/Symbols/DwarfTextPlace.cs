namespace Sonde.ObjectFiles;

/// <summary>Sections that hold texts.</summary>
internal enum DwarfTextPlace : byte
{
    None,
    Info,
    Lines,
    Strings,
    LineStrings,
    SupplementStrings,
    Index,
}
