namespace Sonde.Generators.Skeletons;

internal sealed record SkeletonSection(string Property, string Name, GeneratedStruct Type);
