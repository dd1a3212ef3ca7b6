using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>The local variable that holds a key: itself, or as an element of a buffer.</summary>
internal sealed record KeySource(ILocalSymbol Local, ITypeSymbol Key)
{
    public static KeySource? Of(IOperation argument)
    {
        IOperation value = argument.Unwrapped();
        if (value is IArrayElementReferenceOperation { ArrayReference: { } array })
            value = array.Unwrapped();
        else if (value is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed })
            value = indexed.Unwrapped();
        return value is ILocalReferenceOperation { Local: { } local } ? new KeySource(local, ElementOf(local.Type) ?? local.Type) : null;
    }

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", Arity: 1 } span => span.TypeArguments[0],
        _ => null,
    };
}
