namespace Sonde.ObjectFiles;

/// <summary>Where the value that a register had in the caller is.</summary>
/// <param name="Register">The register.</param>
/// <param name="Kind">In which way it is found.</param>
/// <param name="Value">A distance from the frame's address, another register, or where the bytes of an expression are noted.</param>
internal readonly record struct RegisterRule(byte Register, RegisterRuleKind Kind, int Value);
