namespace Sonde.Generators.Skeletons;

internal sealed record SkeletonProgram(string Property, string Name, string Section);
