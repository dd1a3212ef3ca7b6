namespace Sonde.Generators.Description;

internal sealed record DescribedSection(string Name, int Size, EquatableArray<DescribedVariable> Variables);
