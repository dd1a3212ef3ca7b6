using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Sonde.Generators.Diagnostics;

namespace Sonde.Generators.Analysis;

/// <summary>
/// Finds keys whose padding is whatever lay in memory: variables that are filled field by field where <c>SkipLocalsInit</c> is in effect,
/// and memory that was asked for uncleared. Everywhere else the runtime clears what C# does not.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyPaddingAnalyzer : BodyAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.KeyPadding);

    private protected override Action<OperationBlockAnalysisContext> ForCompilation(AnalyzerOptions options) => Analyze;

    private static void Analyze(OperationBlockAnalysisContext context)
    {
        var seen = new HashSet<ILocalSymbol>(SymbolEqualityComparer.Default);
        IEnumerable<IOperation> blocks = context.OperationBlocks;
        foreach (IArgumentOperation argument in blocks.SelectMany(block => block.Descendants()).OfType<IArgumentOperation>())
        {
            if (!KeyParameter.Is(argument.Parameter) || KeySource.Of(argument.Value) is not { } source || !seen.Add(source.Local))
                continue;
            if (ValueLayout.Of(source.Key) is { HasPadding: true } && UnclearedMemory.Is(source.Local, context.OperationBlocks))
                context.ReportDiagnostic(Diagnostic.Create(Rules.KeyPadding, source.Local.Locations[0], source.Local.Name));
        }
    }
}
