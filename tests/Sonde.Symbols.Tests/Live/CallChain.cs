namespace Sonde.Symbols.Tests.Live;

/// <summary>One sample's addresses, the innermost first.</summary>
internal sealed record CallChain(int Pid, int Tid, ulong[] Kernel, ulong[] User);
