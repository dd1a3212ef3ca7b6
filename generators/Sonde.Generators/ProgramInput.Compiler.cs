using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Sonde.Generators;

// What only the compiler gives; the rest of the record knows nothing of Roslyn.
internal sealed partial record ProgramInput
{
    private const string Metadata = "build_metadata.AdditionalFiles.Sonde";

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
            Read("Folder"),
            file.GetText(cancellation)?.ToString() ?? "");

        string Read(string name) => options.TryGetValue(Metadata + name, out string? value) ? value : "";
    }
}
