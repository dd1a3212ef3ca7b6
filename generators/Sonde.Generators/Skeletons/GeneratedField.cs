namespace Sonde.Generators.Skeletons;

/// <summary>A field at its offset.</summary>
internal sealed record GeneratedField(string Name, string Type, int Offset, string CText, bool IsAddress) : GeneratedMember(Name, Type, CText);
