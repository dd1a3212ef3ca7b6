namespace Sonde.Symbols;

/// <summary>Gets each event of a trace as it is read.</summary>
internal delegate void NetTraceVisitor(in NetTraceEvent e);
