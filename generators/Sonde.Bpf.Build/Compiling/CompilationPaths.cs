namespace Sonde.Bpf.Build.Compiling;

/// <summary>Files of one compilation: its source and what clang makes of it.</summary>
internal sealed class CompilationPaths(string source, string outputFolder, string name)
{
    public string Source { get; } = source;

    public string Object { get; } = Path.Combine(outputFolder, name + ".bpf.o");

    public string DependencyFile { get; } = Path.Combine(outputFolder, name + ".bpf.d");

    /// <summary>Says what the object was made from.</summary>
    public string Stamp { get; } = Path.Combine(outputFolder, name + ".bpf.inputs");

    /// <summary>Holds the command line, so that a changed one counts as a changed input.</summary>
    public string ArgumentFile { get; } = Path.Combine(outputFolder, name + ".bpf.args");
}
