namespace Sonde.Symbols.Tests.Live;

/// <summary>One sample's addresses, the innermost first, and when it was in nanoseconds of CLOCK_MONOTONIC.</summary>
internal sealed record CallChain(int Pid, int Tid, ulong Time, ulong[] Kernel, ulong[] User);
