namespace Sonde.Generators.Skeletons;

/// <summary>A program as a property. <see cref="IsTyped"/> where <see cref="Type"/> is made of the untyped program.</summary>
internal sealed record SkeletonProgram(string Property, string Name, string Section, string Type, bool IsTyped);
