namespace Sonde.Generators.Description;

internal sealed record DescribedProgram(string Name, string Section);
