namespace Sonde.Generators.Skeletons;

internal sealed record GeneratedEnumValue(string Name, string CName, decimal Value);
