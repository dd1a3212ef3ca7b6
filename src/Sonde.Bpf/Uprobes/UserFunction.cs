namespace Sonde.Bpf;

/// <summary>A function of an executable or shared library, as a uprobe finds it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">The symbol.</param>
/// <param name="FileOffset">Where its code begins in the file, in bytes.</param>
public sealed record UserFunction(string Path, string Name, ulong FileOffset);
