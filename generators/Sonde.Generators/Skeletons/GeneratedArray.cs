namespace Sonde.Generators.Skeletons;

/// <summary>An inline array; <see cref="IsText"/> where C has <c>char</c>.</summary>
internal sealed record GeneratedArray(string Name, string Element, int Length, string CText, bool IsText);
