using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Analysis;

/// <summary>Tells types of the runtime library and of generated code from others.</summary>
internal static class SondeTypes
{
    public const string Object = "Sonde.Bpf.BpfObject";

    private const string Library = "Bpf";
    private const string ObjectProperty = "Object";

    public static bool IsInLibrary(ISymbol? type) => type is
    {
        ContainingNamespace: { Name: Library, ContainingNamespace: { Name: "Sonde", ContainingNamespace.IsGlobalNamespace: true } },
    };

    public static bool Is(ITypeSymbol? type, string name) => type?.Name == name && IsInLibrary(type);

    /// <summary>Whether it is a class that the generator wrote for an object.</summary>
    public static bool IsSkeleton(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class } && ObjectOf(type) is not null && IsGenerated(type);

    /// <summary>Whether a member is the property of a generated class that is the object itself.</summary>
    public static bool IsObjectOfSkeleton(ISymbol member) => member is IPropertySymbol { Name: ObjectProperty } && IsSkeleton(member.ContainingType);

    /// <summary>
    /// Whether a member is of the library, the generator or the language, and so is known to keep nothing; a generated class is partial,
    /// and its other parts may do anything.
    /// </summary>
    public static bool IsOwn(ISymbol member) =>
        IsInLibrary(member.ContainingType)
        || member.ContainingType.SpecialType == SpecialType.System_Object
        || (IsGenerated(member.ContainingType) && (ObjectOf(member.ContainingType) is not { } sibling || TreeOf(member) == TreeOf(sibling)));

    private static bool IsGenerated(ITypeSymbol type) => type.GetAttributes().Any(data =>
        data.AttributeClass is { Name: "GeneratedCodeAttribute" } && data.ConstructorArguments.FirstOrDefault().Value is "Sonde.Generators");

    private static IPropertySymbol? ObjectOf(ITypeSymbol type) =>
        type.GetMembers(ObjectProperty).OfType<IPropertySymbol>().FirstOrDefault(property => Is(property.Type, "BpfObject"));

    // None for a class of another assembly, whose parts are no longer apart.
    private static SyntaxTree? TreeOf(ISymbol member) => member.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;
}
