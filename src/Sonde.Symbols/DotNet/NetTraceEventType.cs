namespace Sonde.Symbols;

/// <summary>What the events of one metadata number are.</summary>
internal sealed record NetTraceEventType(string Provider, int Id, int Version);
