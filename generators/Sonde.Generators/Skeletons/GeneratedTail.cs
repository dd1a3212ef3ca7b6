namespace Sonde.Generators.Skeletons;

/// <summary>A method that gives the elements of a flexible array: they follow the struct in a record's bytes.</summary>
internal sealed record GeneratedTail(string Name, string Type, int Offset, string CText) : GeneratedMember(Name, Type, CText);
