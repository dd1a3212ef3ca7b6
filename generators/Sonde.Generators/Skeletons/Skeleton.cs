namespace Sonde.Generators.Skeletons;

/// <summary>The class to emit: every C# name is decided, every layout is computed.</summary>
internal sealed record Skeleton(
    ProgramSettings Settings,
    string Source,
    EquatableArray<SkeletonMap> Maps,
    EquatableArray<SkeletonTable> Tables,
    EquatableArray<SkeletonProgram> Programs,
    EquatableArray<SkeletonSection> Sections,
    EquatableArray<SkeletonLayout> Layouts,
    EquatableArray<string> KernelTypes,
    EquatableArray<SkeletonRing> Rings,
    EquatableArray<GeneratedStruct> Structs,
    EquatableArray<GeneratedEnum> Enums,
    EquatableArray<GeneratedArray> Arrays);
