namespace Sonde.ObjectFiles;

/// <summary>Something that keeps a part of the debugging information from being used.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">One line that names the unit or file and says more.</param>
public sealed record DwarfProblem(DwarfProblemKind Kind, string Text);
