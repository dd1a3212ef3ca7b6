namespace Sonde.Generators.Skeletons;

/// <summary>Why a type has no C# form: what kind of fault, at which field or type, and the number or name that shows it.</summary>
internal sealed record TypeFault(ProblemKind Kind, string Place, string Detail = "");
