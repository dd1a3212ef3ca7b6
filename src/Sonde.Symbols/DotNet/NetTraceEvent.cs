namespace Sonde.Symbols;

/// <summary>An event of a trace. Its payload is valid during the visit.</summary>
internal readonly ref struct NetTraceEvent(NetTraceEventType type, ulong timestamp, ReadOnlySpan<byte> payload)
{
    public NetTraceEventType Type { get; } = type;

    /// <summary>When, in the clock that the trace's header names.</summary>
    public ulong Timestamp { get; } = timestamp;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
