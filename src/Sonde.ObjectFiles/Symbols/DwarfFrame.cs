namespace Sonde.ObjectFiles;

/// <summary>A function at an address: the one whose code it is, or one that this was inlined into.</summary>
/// <param name="Function">Its name as the linker knows it, not demangled, else as the source has it; null if it is not known.</param>
/// <param name="Start">Where the function, or the code that was inlined, begins; 0 if it is not known.</param>
/// <param name="File">Full path of the source file as the compiler knew it, or null if it is not known.</param>
/// <param name="Line">The line, from 1; 0 if it is not known. Of all frames but the innermost that of the call.</param>
/// <param name="Column">The column, from 1; 0 if it is not known.</param>
/// <param name="IsInlined">Whether the next frame is where the code was inlined, and not who called it.</param>
public readonly record struct DwarfFrame(string? Function, ulong Start, string? File, int Line, int Column, bool IsInlined);
