using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Analysis;

/// <summary>Tells types of the runtime library and of generated code from others.</summary>
internal static class SondeTypes
{
    public const string Object = "Sonde.Bpf.BpfObject";

    private const string Library = "Bpf";

    public static bool IsInLibrary(ISymbol? type) => type is
    {
        ContainingNamespace: { Name: Library, ContainingNamespace: { Name: "Sonde", ContainingNamespace.IsGlobalNamespace: true } },
        ContainingType: null,
    };

    public static bool Is(ITypeSymbol? type, string name) => type?.Name == name && IsInLibrary(type);

    /// <summary>Whether it is a class that the generator wrote for an object.</summary>
    public static bool IsSkeleton(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class }
        && type.GetMembers("Object").Any(member => member is IPropertySymbol property && Is(property.Type, "BpfObject"))
        && type.GetAttributes().Any(data =>
            data.AttributeClass is { Name: "GeneratedCodeAttribute" } && data.ConstructorArguments.FirstOrDefault().Value is "Sonde.Generators");
}
