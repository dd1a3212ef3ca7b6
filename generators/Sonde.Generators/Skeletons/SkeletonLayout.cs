namespace Sonde.Generators.Skeletons;

/// <summary>
/// A type as the object must have it: its C name, the C# type, and each field with its offset in bits. One that <see cref="IsOfTable"/> is
/// needed before the object is opened.
/// </summary>
internal sealed record SkeletonLayout(string CName, string Type, string Fields, bool IsOfTable);
