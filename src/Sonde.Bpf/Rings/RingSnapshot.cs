namespace Sonde.Bpf;

/// <summary>The newest records of a ring buffer that overwrites its oldest ones, copied.</summary>
/// <typeparam name="TRecord">A record.</typeparam>
/// <param name="Records">The records, the oldest first.</param>
/// <param name="Unfinished">How many more there were that a program was still writing.</param>
/// <param name="OverwrittenBytes">How much was overwritten before the snapshot ended, in bytes since the ring was made, headers included.</param>
public sealed record RingSnapshot<TRecord>(IReadOnlyList<TRecord> Records, int Unfinished, long OverwrittenBytes);
