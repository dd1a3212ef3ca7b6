namespace Sonde.Symbols;

/// <summary>A line of source code that a runtime compiled.</summary>
/// <param name="Address">The first address of its code.</param>
/// <param name="File">The file, as the runtime names it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column or discriminator, as the runtime uses it; 0 for none.</param>
public readonly record struct JitLine(ulong Address, string File, int Line, int Column);
