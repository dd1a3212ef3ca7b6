namespace Sonde.Generators.Skeletons;

/// <summary>A struct_ops table that has members to set.</summary>
internal sealed record SkeletonTable(string Property, string Name, string Type);
