using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Sonde.Generators.Diagnostics;

namespace Sonde.Generators.Analysis;

/// <summary>
/// Finds objects of the caller's own that are neither disposed nor given to anyone. Links, rings and subscriptions of an object are not
/// among them: they end with it, and dropping their variable does nothing.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DisposalAnalyzer : BodyAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.NotDisposed);

    private protected override Action<OperationBlockAnalysisContext> ForCompilation(AnalyzerOptions options) => Analyze;

    private static void Analyze(OperationBlockAnalysisContext context)
    {
        foreach (IInvocationOperation invocation in context.OperationBlocks.SelectMany(block => block.Descendants()).OfType<IInvocationOperation>())
        {
            if (Ownership.Of(invocation) is { } loss && IsDropped(invocation, context.OperationBlocks) is { } place)
                context.ReportDiagnostic(Diagnostic.Create(Rules.NotDisposed, place, invocation.Type!.Name, loss));
        }
    }

    /// <summary>Where what was made is dropped: at its variable, or at the call whose result nobody keeps.</summary>
    private static Location? IsDropped(IInvocationOperation made, ImmutableArray<IOperation> blocks)
    {
        if (Chain.From(made) is not { } chain)
            return null;
        if (chain.IsLost)
            return made.Syntax.GetLocation();
        switch (chain.End.Use())
        {
            case IExpressionStatementOperation:
            case ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation }:
                return made.Syntax.GetLocation();
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } declarator }
                when chain.IsOwner && !Usings.Disposes(declarator):
                return blocks.References(local).Any(Escapes) ? null : local.Locations[0];
            default:
                return null;
        }
    }

    /// <summary>
    /// Whether someone else may hold or dispose it from here on: anything but the use of a member. An argument would be an operation
    /// between.
    /// </summary>
    private static bool Escapes(IOperation reference)
    {
        switch (reference.Use())
        {
            case IInvocationOperation call:
                return Ownership.IsEnd(call.TargetMethod) || !SondeTypes.IsOwn(call.TargetMethod);
            // The object within a generated class is the same owner by another name.
            case IPropertyReferenceOperation same when SondeTypes.IsObjectOfSkeleton(same.Property):
                return Escapes(same);
            case IPropertyReferenceOperation property:
                return !SondeTypes.IsOwn(property.Property);
            default:
                return true;
        }
    }
}
