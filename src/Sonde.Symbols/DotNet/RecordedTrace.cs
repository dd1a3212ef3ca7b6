namespace Sonde.Symbols;

/// <summary>What a <c>.nettrace</c> file had of the methods of its process.</summary>
/// <param name="ProcessId">The process, by its number in its own pid namespace.</param>
/// <param name="Methods">How many times code was made, or was listed that was made before.</param>
/// <param name="Lost">How many events the runtime had no room for, so that a name may be missing or outlive its code.</param>
/// <param name="IsTruncated">Whether the file ends before the trace does, as when the process was killed: what the runtime lists at the end is missing.</param>
public readonly record struct RecordedTrace(int ProcessId, int Methods, long Lost, bool IsTruncated);
