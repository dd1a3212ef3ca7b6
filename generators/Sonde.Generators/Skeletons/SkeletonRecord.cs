namespace Sonde.Generators.Skeletons;

/// <summary>One type of record of a ring; <see cref="Name"/> is that of its kind and of the property that gives it.</summary>
internal sealed record SkeletonRecord(string Name, string CName, long Tag, string Type, string CText);
