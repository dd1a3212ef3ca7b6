namespace Sonde.ObjectFiles;

/// <summary>The place in the source that code was made of.</summary>
internal readonly record struct LineRow(uint File, uint Line, ushort Column);
