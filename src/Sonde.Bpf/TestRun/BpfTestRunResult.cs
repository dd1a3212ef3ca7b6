namespace Sonde.Bpf;

/// <summary>What a test run gave.</summary>
/// <param name="ReturnValue">What the program returned; of several runs the last one's.</param>
/// <param name="DataLength">The length of the packet that the program left, in bytes, whether or not it was asked for.</param>
/// <param name="ContextLength">The length of the context that was given back, in bytes.</param>
/// <param name="Nanoseconds">How long a run took on average. 0 for raw tracepoint and syscall programs, which the kernel does not measure.</param>
public readonly record struct BpfTestRunResult(uint ReturnValue, int DataLength, int ContextLength, uint Nanoseconds);
