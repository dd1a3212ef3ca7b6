namespace Sonde.Symbols;

/// <summary>How modules are read.</summary>
/// <param name="DebugFiles">Where debug files are.</param>
/// <param name="LineBytes">About how many bytes of memory the parsed lines of a module may take; 0 for no lines.</param>
internal sealed record ModuleOptions(DebugFiles DebugFiles, long LineBytes);
