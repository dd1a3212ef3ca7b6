namespace Sonde.Generators;

/// <summary>A diagnostic before Roslyn: its kind, the texts that its message needs, and the place in the source where that is known.</summary>
internal sealed record Problem(ProblemKind Kind, EquatableArray<string> Arguments, SourcePlace? Place = null)
{
    public static Problem Of(ProblemKind kind, params string[] arguments) => new(kind, new EquatableArray<string>(arguments));
}
