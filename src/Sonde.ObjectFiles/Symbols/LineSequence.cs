namespace Sonde.ObjectFiles;

/// <summary>Rows whose addresses ascend.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The address behind the last.</param>
/// <param name="First">Index of the first row.</param>
/// <param name="Count">How many rows there are.</param>
internal readonly record struct LineSequence(ulong Start, ulong End, int First, int Count);
