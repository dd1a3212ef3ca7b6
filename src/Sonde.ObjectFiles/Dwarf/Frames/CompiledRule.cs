namespace Sonde.ObjectFiles;

/// <summary>A rule as the table keeps it; many places share one.</summary>
/// <param name="FrameRegister">The register that the frame's address (CFA) is computed from; -1 for an expression.</param>
/// <param name="FrameOffset">What is added to it, or where the bytes of the expression are noted.</param>
/// <param name="ReturnRegister">The register that stands for the return address.</param>
/// <param name="Flags">What else is to be known.</param>
/// <param name="Start">Where the rules of registers begin.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct CompiledRule(short FrameRegister, int FrameOffset, byte ReturnRegister, CompiledRuleFlags Flags, int Start, int Count);
