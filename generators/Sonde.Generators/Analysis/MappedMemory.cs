using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Expressions that are references to, or spans of, memory that an object, a view or a lease maps.</summary>
internal static class MappedMemory
{
    /// <summary>The variable whose object maps the memory, or null for any other expression.</summary>
    public static ILocalSymbol? OwnerOf(IOperation expression)
    {
        IOperation? value = expression.Unwrapped();
        // Down through what is referred to: fields, elements of inline arrays, and members of structs that give references to themselves.
        while (Whole(value) is { } whole)
            value = whole.Unwrapped();
        IOperation? owner = value switch
        {
            IPropertyReferenceOperation property when Gives(property.Property, property.Property.RefKind, property.Type) => property.Instance,
            IInvocationOperation call when Gives(call.TargetMethod, call.TargetMethod.RefKind, call.Type) => call.Instance,
            _ => null,
        };
        owner = owner?.Unwrapped();
        if (owner is IPropertyReferenceOperation { Property.Name: "Object" } inner && SondeTypes.IsSkeleton(inner.Property.ContainingType))
            owner = inner.Instance?.Unwrapped();
        return owner is ILocalReferenceOperation { Local: { } local } ? local : null;
    }

    private static IOperation? Whole(IOperation? part) => part switch
    {
        IFieldReferenceOperation { Field.IsStatic: false } field => field.Instance,
        IInlineArrayAccessOperation element => element.Instance,
        IPropertyReferenceOperation property when IsPart(property.Property, property.Property.RefKind, property.Type) => property.Instance,
        IInvocationOperation call when IsPart(call.TargetMethod, call.TargetMethod.RefKind, call.Type) => call.Instance,
        _ => null,
    };

    private static bool IsPart(ISymbol member, RefKind kind, ITypeSymbol? type) =>
        member.ContainingType is { IsValueType: true } part && !IsOwner(part) && (kind != RefKind.None || (type is not null && IsSpan(type)));

    public static bool IsSpan(ITypeSymbol type) => type is INamedTypeSymbol
    {
        Name: "Span" or "ReadOnlySpan",
        ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
    };

    private static bool Gives(ISymbol member, RefKind kind, ITypeSymbol? type) =>
        (kind != RefKind.None || (type is not null && IsSpan(type))) && IsOwner(member.ContainingType);

    private static bool IsOwner(INamedTypeSymbol? type) =>
        SondeTypes.IsSkeleton(type) || (SondeTypes.IsInLibrary(type) && type!.Name is "BpfObject" or "BpfArrayView" or "BpfArenaView" or "RingLease");
}
