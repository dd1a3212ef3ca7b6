using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Analysis;

/// <summary>What a structure's attribute says of its layout.</summary>
internal sealed record StructLayout(LayoutKind Kind, int Size, int Pack)
{
    public static StructLayout Of(INamedTypeSymbol type)
    {
        AttributeData? attribute = type.GetAttributes().FirstOrDefault(data => data.AttributeClass is { Name: "StructLayoutAttribute" });
        if (attribute is null)
            return new StructLayout(LayoutKind.Sequential, 0, 0);
        LayoutKind kind = attribute.ConstructorArguments.FirstOrDefault().Value is { } value
            ? value switch { int number => (LayoutKind)number, short number => (LayoutKind)number, _ => LayoutKind.Auto }
            : LayoutKind.Auto;
        return new StructLayout(kind, Named("Size"), Named("Pack"));

        int Named(string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is int number ? number : 0;
    }

    /// <summary>The offset that a field of an explicit structure is given, or null if none is.</summary>
    public static int? OffsetOf(IFieldSymbol field)
    {
        // The attribute of a property's field stands on the property, with "field:" before it.
        AttributeData? attribute = field.GetAttributes().FirstOrDefault(data => data.AttributeClass is { Name: "FieldOffsetAttribute" });
        return attribute?.ConstructorArguments.FirstOrDefault().Value is int offset ? offset : null;
    }
}
