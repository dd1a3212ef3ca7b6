namespace Sonde.Symbols;

/// <summary>A function whose body the compiler put in the place of its call.</summary>
/// <param name="Name">The function, readable.</param>
/// <param name="File">The source file that the code is from, or null.</param>
/// <param name="Line">The line in it, from 1: of the code itself for the innermost function, of the next call for the others; 0 where it is not known.</param>
/// <param name="Column">The column in the line, from 1; 0 where it is not known.</param>
public sealed record InlinedFunction(string Name, string? File, int Line, int Column);
