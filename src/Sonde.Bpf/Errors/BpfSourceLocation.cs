namespace Sonde.Bpf;

/// <summary>A line of the C source that a BPF instruction was compiled from.</summary>
/// <param name="File">The file as the compiler was given it, or null when only the text is known.</param>
/// <param name="Line">The line, from 1; 0 when only the text is known.</param>
/// <param name="Text">The text of the line, without white space around it.</param>
public sealed record BpfSourceLocation(string? File, int Line, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => File is null ? Text : $"{File}:{Line}: {Text}";
}
