namespace Sonde.Generators.Skeletons;

/// <summary>
/// A method that gives the bytes that a tracepoint appends to its record and points to with 32 bits: the place below, the length above.
/// </summary>
internal sealed record GeneratedDynamic(string Name, int Offset, bool IsRelative, string CText) : GeneratedMember(Name, "byte", CText);
