namespace Sonde.ObjectFiles;

/// <summary>Where a text lies. It is decoded when it is asked for, which most never are.</summary>
/// <param name="Place">The section.</param>
/// <param name="Value">The offset in the section, or the index of the offset.</param>
internal readonly record struct DwarfText(DwarfTextPlace Place, ulong Value);
