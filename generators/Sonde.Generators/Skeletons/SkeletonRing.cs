namespace Sonde.Generators.Skeletons;

/// <summary>A ring buffer with a closed set of record types, and the names of the types that are generated for it.</summary>
internal sealed record SkeletonRing(
    string MapName,
    string Ring,
    string Kind,
    string Record,
    string Drain,
    string Handler,
    EquatableArray<SkeletonRecord> Records);
