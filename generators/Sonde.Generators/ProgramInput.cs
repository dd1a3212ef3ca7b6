using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Sonde.Generators;

/// <summary>One description with what the project file says about it, all of it plain text.</summary>
internal sealed record ProgramInput(
    string Path,
    string Namespace,
    string ClassName,
    string Accessibility,
    string ResourceName,
    string SourcePath,
    string Text)
{
    private const string Metadata = "build_metadata.AdditionalFiles.Sonde";

    /// <summary>Two inputs with one key would generate one file; Roslyn takes file names without case.</summary>
    public string Key => (Namespace.Length == 0 ? ClassName : $"{Namespace}.{ClassName}").ToUpperInvariant();

    /// <summary>The source file's name, for messages.</summary>
    public string SourceName => SourcePath.Substring(SourcePath.LastIndexOfAny(['/', '\\']) + 1);

    /// <summary>Reads the input, or null if <paramref name="file"/> is no description.</summary>
    public static ProgramInput? From(AdditionalText file, AnalyzerConfigOptions options, CancellationToken cancellation)
    {
        if (!string.Equals(Read("Bpf"), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        string path = Read("SourcePath");
        return new ProgramInput(
            file.Path,
            Read("Namespace"),
            Read("ClassName"),
            Read("Accessibility"),
            Read("ResourceName"),
            path.Length == 0 ? file.Path : path,
            file.GetText(cancellation)?.ToString() ?? "");

        string Read(string name) => options.TryGetValue(Metadata + name, out string? value) ? value : "";
    }
}
