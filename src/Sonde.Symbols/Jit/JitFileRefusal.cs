namespace Sonde.Symbols;

/// <summary>Why the file of names that a process wrote was not read, as a value and in words.</summary>
/// <param name="Fault">The reason.</param>
/// <param name="Message">The reason in one line, with the file, and the users where they matter; empty where there is none.</param>
public readonly record struct JitFileRefusal(JitFileFault Fault, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
