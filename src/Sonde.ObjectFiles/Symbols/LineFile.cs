namespace Sonde.ObjectFiles;

/// <summary>A file of a line table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">The number of its folder.</param>
internal readonly record struct LineFile(DwarfText Name, ulong Folder);
