using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Sonde.Generators.Description;

namespace Sonde.Generators.Analysis;

/// <summary>The objects that a compilation generates classes for, as the build described them.</summary>
internal sealed class DescribedPrograms
{
    private readonly Lazy<Dictionary<string, ObjectDescription>> _byClass;

    // Without a token: the answer, or the exception of one that was cancelled, would serve all bodies of the compilation.
    public DescribedPrograms(AnalyzerOptions options) =>
        _byClass = new(() => Read(options, CancellationToken.None), LazyThreadSafetyMode.PublicationOnly);

    public ObjectDescription? Find(ITypeSymbol skeleton) =>
        _byClass.Value.TryGetValue(skeleton.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat), out ObjectDescription? found) ? found : null;

    private static Dictionary<string, ObjectDescription> Read(AnalyzerOptions options, CancellationToken cancellation)
    {
        var found = new Dictionary<string, ObjectDescription>(StringComparer.Ordinal);
        foreach (AdditionalText file in options.AdditionalFiles)
        {
            if (ProgramInput.From(file, options.AnalyzerConfigOptionsProvider.GetOptions(file), cancellation) is not { } input)
                continue;
            // What cannot be read is the generator's to report.
            string name = input.Namespace.Length == 0 ? input.ClassName : $"{input.Namespace}.{input.ClassName}";
            if (DescriptionReader.TryRead(input.Text, input.SourceName, out _) is { } description)
                found[name] = description;
        }

        return found;
    }
}
