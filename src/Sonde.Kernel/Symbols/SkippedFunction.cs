namespace Sonde.Kernel;

/// <summary>A function that a pattern matches and that cannot be traced.</summary>
/// <param name="Name">The function.</param>
/// <param name="Reason">Why not.</param>
public readonly record struct SkippedFunction(string Name, FunctionSkipReason Reason);
