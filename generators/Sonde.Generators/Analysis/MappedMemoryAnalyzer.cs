using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Sonde.Generators.Diagnostics;

namespace Sonde.Generators.Analysis;

/// <summary>
/// Finds references and spans of mapped memory that are used behind the end of what maps it, in one body: there is no exception, the memory
/// is gone or is something else.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MappedMemoryAnalyzer : BodyAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.UsedAfterDispose);

    private protected override Action<OperationBlockAnalysisContext> ForCompilation(AnalyzerOptions options) => Analyze;

    private static void Analyze(OperationBlockAnalysisContext context)
    {
        MemoryBinding[] bindings = [.. MemoryBinding.FindAll(context.OperationBlocks)];
        foreach (MemoryBinding bound in bindings.Where(bound => !bindings.Any(bound.IsEndedBy)))
        {
            if (bound.Owner is not { } owner)
                continue;
            foreach (IOperation end in OwnerEnd.FindAll(owner, context.OperationBlocks))
                CheckBehind(context, bound, owner, end);
        }

        foreach (IReturnOperation back in context.OperationBlocks.SelectMany(block => block.Descendants()).OfType<IReturnOperation>())
            CheckReturn(context, back, bindings);
    }

    // Straight down from the end: the statements behind it in its own block.
    private static void CheckBehind(OperationBlockAnalysisContext context, MemoryBinding bound, ILocalSymbol owner, IOperation end)
    {
        if (end.Parent is not IBlockOperation block || bound.Place.SpanStart > end.Syntax.Span.End)
            return;
        foreach (IOperation statement in block.Operations.Where(statement => statement.Syntax.SpanStart >= end.Syntax.Span.End))
        {
            foreach (ILocalReferenceOperation reference in new[] { statement }.References(bound.Variable))
            {
                // Another value from here on.
                if (IsRebound(reference))
                    return;
                context.ReportDiagnostic(Diagnostic.Create(
                    Rules.UsedAfterDispose, reference.Syntax.GetLocation(), bound.Variable.Name, owner.Name));
                return;
            }
        }
    }

    private static void CheckReturn(OperationBlockAnalysisContext context, IReturnOperation back, MemoryBinding[] bindings)
    {
        if (back.ReturnedValue?.Unwrapped() is not { } value)
            return;
        ILocalSymbol? variable = (value as ILocalReferenceOperation)?.Local;
        bool isReference = (back.Function() ?? context.OwningSymbol as IMethodSymbol) is { RefKind: not RefKind.None }
            || back.ReturnedValue is { Type: { } type } && MappedMemory.IsSpan(type);
        if (!isReference)
            return;
        ILocalSymbol? owner = variable is null
            ? MappedMemory.OwnerOf(value)
            : bindings.LastOrDefault(bound => SymbolEqualityComparer.Default.Equals(bound.Variable, variable))?.Owner;
        if (owner is not null && context.OperationBlocks.Declarator(owner) is { } declarator && Usings.Disposes(declarator)
            && SymbolEqualityComparer.Default.Equals(back.Function(), declarator.Function()))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.UsedAfterDispose, value.Syntax.GetLocation(), variable?.Name ?? value.Syntax.ToString(), owner.Name));
        }
    }

    // An assignment is a binding of its own.
    private static bool IsRebound(ILocalReferenceOperation reference) =>
        reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Out };
}
