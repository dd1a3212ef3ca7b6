namespace Sonde.Generators.Skeletons;

/// <summary>A property that gives the elements of an array in place: one that is too large to be a value.</summary>
internal sealed record GeneratedBlock(string Name, string Type, int Offset, int Length, string CText) : GeneratedMember(Name, Type, CText);
