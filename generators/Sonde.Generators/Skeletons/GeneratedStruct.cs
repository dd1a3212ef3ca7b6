namespace Sonde.Generators.Skeletons;

/// <summary>A struct with explicit layout. <see cref="Pack"/> is 0 where the fields' own alignment is the C one.</summary>
internal sealed record GeneratedStruct(string Name, string CName, int Size, int Pack, bool IsUnion, EquatableArray<GeneratedMember> Members);
