using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Sonde.Generators.Tests.Running;

/// <summary>Item metadata of additional files, by path.</summary>
internal sealed class Metadata(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> files) : AnalyzerConfigOptionsProvider
{
    private static readonly Options None = new(new Dictionary<string, string>());

    public override AnalyzerConfigOptions GlobalOptions => None;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => None;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
        files.TryGetValue(textFile.Path, out IReadOnlyDictionary<string, string>? values) ? new Options(values) : None;

    private sealed class Options(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) =>
            values.TryGetValue(key.Replace("build_metadata.AdditionalFiles.", "", StringComparison.Ordinal), out value);
    }
}
