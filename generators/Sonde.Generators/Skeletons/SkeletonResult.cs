namespace Sonde.Generators.Skeletons;

/// <summary>The class of one program, if its description can be read at all, and what had to stay out of it.</summary>
internal sealed record SkeletonResult(Skeleton? Skeleton, EquatableArray<Problem> Problems);
