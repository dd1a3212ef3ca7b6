namespace Sonde.Symbols;

/// <summary>A piece of compiled code.</summary>
/// <param name="Name">Its name, as the runtime wrote it.</param>
/// <param name="Start">Its first address.</param>
/// <param name="Size">Its size in bytes.</param>
public readonly record struct JitSymbol(string Name, ulong Start, ulong Size);
