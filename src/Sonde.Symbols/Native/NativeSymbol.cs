namespace Sonde.Symbols;

/// <summary>A function of a native module.</summary>
/// <param name="Name">Its name, as the linker knows it.</param>
/// <param name="Start">Its first address in the module, before it is moved to where it is loaded.</param>
/// <param name="Size">Its size in bytes; up to the next function where the file does not say.</param>
public readonly record struct NativeSymbol(string Name, ulong Start, ulong Size);
