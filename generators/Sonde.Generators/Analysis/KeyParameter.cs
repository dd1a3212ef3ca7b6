using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Analysis;

/// <summary>Parameters of the library that take keys, whose every byte counts: those of a bloom filter's values too.</summary>
internal static class KeyParameter
{
    public static bool Is(IParameterSymbol? parameter)
    {
        if (parameter?.OriginalDefinition is not { ContainingSymbol: IMethodSymbol method } definition || !SondeTypes.IsInLibrary(method.ContainingType))
            return false;
        ITypeSymbol type = definition.Type is INamedTypeSymbol { Name: "ReadOnlySpan" or "Span" or "ReadOnlyMemory" or "Memory", Arity: 1 } span
            ? span.TypeArguments[0]
            : definition.Type;
        return type is ITypeParameterSymbol
        {
            ContainingSymbol: INamedTypeSymbol owner,
            Name: { } name,
        } && definition.RefKind is RefKind.None or RefKind.In && (name is "TKey" or "TAddress" || owner.Name == "BpfBloomFilter");
    }
}
