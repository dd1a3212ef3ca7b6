namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Code that a recorded process mapped.</summary>
internal sealed record RecordedMapping(int Pid, ulong Start, ulong End, ulong FileOffset, string Name);
