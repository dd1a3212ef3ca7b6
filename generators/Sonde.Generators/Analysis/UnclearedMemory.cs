using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Tells variables whose memory nobody clears and nobody fills as a whole.</summary>
internal static class UnclearedMemory
{
    public static bool Is(ILocalSymbol local, ImmutableArray<IOperation> blocks)
    {
        // State machines and closures keep variables in objects, which are cleared.
        if (local.ContainingSymbol is not IMethodSymbol { IsAsync: false } method || IsIterator(blocks))
            return false;
        // A loop fills its variable, without an initializer.
        if (local.IsForEach || blocks.Declarator(local) is not { } declarator)
            return false;
        IOperation? value = declarator.GetVariableInitializer()?.Value.Unwrapped();
        bool isBuffer = value is not null;
        if (!(isBuffer ? IsUncleared(value!, method) : SkipsInit(method)))
            return false;
        foreach (ILocalReferenceOperation reference in blocks.References(local))
        {
            if (!SymbolEqualityComparer.Default.Equals(reference.Function(), declarator.Function()))
                return false;
            if (isBuffer ? !LeavesPaddingOfElements(reference) : !LeavesPadding(reference))
                return false;
        }

        return true;
    }

    private static bool IsIterator(ImmutableArray<IOperation> blocks) => blocks
        .SelectMany(block => block.Descendants())
        .Any(operation => operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak);

    // Stack memory has no operation of its own.
    private static bool IsUncleared(IOperation value, IMethodSymbol method) =>
        value.Syntax is StackAllocArrayCreationExpressionSyntax { Initializer: null } ? SkipsInit(method)
        : value is IInvocationOperation { TargetMethod: { Name: "AllocateUninitializedArray", ContainingType: { Name: "GC", ContainingNamespace.Name: "System" } } };

    private static bool SkipsInit(IMethodSymbol method)
    {
        // Up to the module, which holds the outermost namespace.
        for (ISymbol? symbol = method; symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (Has(symbol) || (symbol is IMethodSymbol { AssociatedSymbol: { } property } && Has(property)))
                return true;
        }

        return false;
    }

    private static bool Has(ISymbol symbol) => symbol.GetAttributes().Any(data => data.AttributeClass is { Name: "SkipLocalsInitAttribute" });

    // Reading it, or writing one of its fields. Whoever else gets it may fill it.
    private static bool LeavesPadding(ILocalReferenceOperation reference) => reference.Parent switch
    {
        IFieldReferenceOperation field => !IsGivenAway(field),
        IPropertyReferenceOperation property => property.Property.RefKind == RefKind.None,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "SkipInit" } } => true,
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.None or RefKind.In,
        IConversionOperation or IReturnOperation => true,
        IAssignmentOperation assignment => assignment.Value == reference,
        IVariableInitializerOperation => reference.Parent.Parent is IVariableDeclaratorOperation { Symbol.IsRef: false },
        _ => false,
    };

    private static bool LeavesPaddingOfElements(ILocalReferenceOperation reference)
    {
        IOperation? use = reference.Use();
        if (use is IArgumentOperation argument)
            return KeyParameter.Is(argument.Parameter);
        if (use is IPropertyReferenceOperation { Property.Name: "Length" })
            return true;
        bool isElement = use is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true };
        return isElement && use!.Parent switch
        {
            IFieldReferenceOperation field => !IsGivenAway(field),
            IArgumentOperation { Parameter.RefKind: RefKind.None or RefKind.In } => true,
            _ => false,
        };
    }

    // The first field by reference, or its address, is how a whole structure is cleared by hand.
    private static bool IsGivenAway(IFieldReferenceOperation field) => field.Parent switch
    {
        IAddressOfOperation => true,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        _ => false,
    };
}
