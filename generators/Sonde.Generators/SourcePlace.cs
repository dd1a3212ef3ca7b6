namespace Sonde.Generators;

/// <summary>A line of a source file, counted from 1; a relative path starts at the project's folder.</summary>
internal sealed record SourcePlace(string File, int Line);
