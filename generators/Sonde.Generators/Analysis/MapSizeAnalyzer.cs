using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Sonde.Generators.Diagnostics;
using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Analysis;

/// <summary>Finds types that cannot be the keys, values or records of the map that they are used for: the library would refuse it at run time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MapSizeAnalyzer : BodyAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.MapSize, Rules.RecordTooLarge);

    private protected override Action<OperationBlockAnalysisContext> ForCompilation(AnalyzerOptions options)
    {
        var programs = new DescribedPrograms(options);
        return block => Analyze(block, programs);
    }

    private static void Analyze(OperationBlockAnalysisContext context, DescribedPrograms programs)
    {
        var source = new MapSource(programs, context.OperationBlocks);
        foreach (IOperation operation in context.OperationBlocks.SelectMany(block => block.Descendants()))
        {
            if (operation is IInvocationOperation { TargetMethod: { } method, Instance: { } map } view
                && SondeTypes.Is(method.ContainingType, "BpfMap")
                && method.TypeArguments.Length > 0
                && source.Find(map) is { } facts)
            {
                CheckView(context, view, facts);
            }
            else if (operation is IInvocationOperation or IObjectCreationOperation && MapSource.Created(operation) is { MapType: not null } created)
            {
                CheckDefinition(context, operation, created);
            }
        }
    }

    private static void CheckView(OperationBlockAnalysisContext context, IInvocationOperation view, MapFacts map)
    {
        IMethodSymbol method = view.TargetMethod;
        for (int i = 0; i < method.TypeArguments.Length; i++)
        {
            ITypeSymbol type = method.TypeArguments[i];
            if (ValueLayout.Of(type)?.Size is not { } size)
                continue;
            Location place = TypeArgument(view, i);
            switch (method.TypeParameters[i].Name)
            {
                case "TKey": Compare(size, map.KeySize, "the keys"); break;
                case "TAddress": Compare(size, map.KeySize - sizeof(int), "the addresses"); break;
                case "TValue": Compare(size, map.ValueSize, "the values"); break;
                case "T" when method.Name is "AsQueue" or "AsStack" or "AsBloomFilter": Compare(size, map.ValueSize, "the values"); break;
                case "T" when RingRecord.Most(map.MapType, map.MaxEntries) is { } most && RingRecord.Taken(size) > most:
                    context.ReportDiagnostic(Diagnostic.Create(Rules.RecordTooLarge, place, type.Name, RingRecord.Taken(size), most));
                    break;
            }

            void Compare(long actual, long? declared, string what)
            {
                if (declared is { } wanted && wanted != actual)
                    Report(context, place, $"'{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'", actual, $"{what} of {map.Subject} have {wanted}");
            }
        }
    }

    private static void CheckDefinition(OperationBlockAnalysisContext context, IOperation definition, MapFacts map)
    {
        Location place = definition.Syntax.GetLocation();
        if (map.KeySize is { } key && MapRules.KeyFault(map.MapType!.Value, key) is { } keyFault)
            Report(context, place, "The key", key, keyFault);
        if (map.ValueSize is { } value && MapRules.ValueFault(map.MapType!.Value, value) is { } valueFault)
            Report(context, place, "The value", value, valueFault);
    }

    private static void Report(OperationBlockAnalysisContext context, Location place, string what, long size, string reason) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.MapSize, place, what, size, reason));

    private static Location TypeArgument(IInvocationOperation call, int index)
    {
        GenericNameSyntax? name = (call.Syntax as InvocationExpressionSyntax)?.Expression
            .DescendantNodesAndSelf().OfType<GenericNameSyntax>()
            .LastOrDefault(generic => generic.Identifier.ValueText == call.TargetMethod.Name);
        return name is not null && index < name.TypeArgumentList.Arguments.Count
            ? name.TypeArgumentList.Arguments[index].GetLocation()
            : call.Syntax.GetLocation();
    }
}
