using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Sonde.Generators.Description;

namespace Sonde.Generators.Analysis;

/// <summary>The objects that a compilation generates classes for, as the build described them.</summary>
internal sealed class DescribedPrograms
{
    private readonly Lazy<Dictionary<string, ObjectDescription>> _byClass;

    public DescribedPrograms(AnalyzerOptions options, CancellationToken cancellation) =>
        _byClass = new(() => Read(options, cancellation));

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
