namespace Sonde.Generators.Skeletons;

internal sealed record GeneratedEnum(
    string Name, string CName, string Underlying, bool IsFlags, EquatableArray<GeneratedEnumValue> Values);
