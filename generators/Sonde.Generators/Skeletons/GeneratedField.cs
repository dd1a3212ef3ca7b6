namespace Sonde.Generators.Skeletons;

internal sealed record GeneratedField(string Name, string Type, int Offset, string CText, bool IsAddress);
