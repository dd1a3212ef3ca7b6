using Sonde.Generators.Skeletons;

namespace Sonde.Generators;

/// <summary>What one input comes to.</summary>
internal sealed record ProgramResult(string SourcePath, string Folder, Skeleton? Skeleton, EquatableArray<Problem> Problems);
