namespace Sonde.Generators;

/// <summary>A diagnostic before Roslyn: its kind and the texts that its message needs.</summary>
internal sealed record Problem(ProblemKind Kind, EquatableArray<string> Arguments)
{
    public static Problem Of(ProblemKind kind, params string[] arguments) => new(kind, new EquatableArray<string>(arguments));
}
