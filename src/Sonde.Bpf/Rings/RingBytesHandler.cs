namespace Sonde.Bpf;

/// <summary>Handles one untyped record of a ring buffer, in place.</summary>
/// <param name="record">Its bytes; they must not be used after the handler returned.</param>
public delegate void RingBytesHandler(ReadOnlySpan<byte> record);
