using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Analysis;

/// <summary>Computes layouts by the runtime's rules for sequential and explicit types.</summary>
internal sealed class ValueLayoutReader
{
    // Half-typed code may contain itself, and arrays may multiply.
    private const int MaxDepth = 32;
    private const int MaxSize = 1 << 20;
    private const int MaxRanges = 4096;

    private int _depth;

    public ValueLayout? Read(ITypeSymbol type)
    {
        if (Scalar(type) is { } scalar)
            return scalar;
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, IsTupleType: false } named)
            return null;
        if (IsKernelPointer(named))
            return ValueLayout.Scalar(sizeof(ulong));
        // Without its source a structure may have private fields that the compiler does not show.
        if (named.DeclaringSyntaxReferences.Length == 0 || ++_depth > MaxDepth)
            return null;
        ValueLayout? layout = ReadStruct(named);
        _depth--;
        return layout is { Size: <= MaxSize, Used.Length: <= MaxRanges } ? layout : null;
    }

    private ValueLayout? ReadStruct(INamedTypeSymbol type)
    {
        // Also those that the compiler makes, in the order that it emits: of properties, and of primary constructor parameters that are kept.
        IFieldSymbol[] fields = [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst)];
        if (fields.Length == 0)
            return null;
        if (InlineLength(type) is { } length)
            return fields.Length == 1 && length > 0 && Read(fields[0].Type) is { } element ? Repeat(element, length) : null;

        StructLayout attribute = StructLayout.Of(type);
        // The order of fields in several parts of a type is the compiler's to choose.
        bool isOrdered = attribute.Kind == LayoutKind.Explicit || type.DeclaringSyntaxReferences.Length == 1;
        return attribute.Kind == LayoutKind.Auto || !isOrdered ? null : Place(fields, attribute);
    }

    private ValueLayout? Place(IFieldSymbol[] fields, StructLayout attribute)
    {
        List<ByteRange> used = [];
        long end = 0;
        int alignment = 1;
        foreach (IFieldSymbol field in fields)
        {
            ValueLayout? layout = field.IsFixedSizeBuffer ? FixedBuffer(field) : Read(field.Type);
            if (layout is null)
                return null;
            int own = attribute.Pack == 0 ? layout.Alignment : Math.Min(layout.Alignment, attribute.Pack);
            alignment = Math.Max(alignment, own);
            long? offset = attribute.Kind == LayoutKind.Explicit ? StructLayout.OffsetOf(field) : Round(end, own);
            if (offset is not { } start || start < 0 || start + layout.Size > MaxSize || used.Count + layout.Used.Length > MaxRanges)
                return null;
            used.AddRange(layout.Used.Select(range => range.Moved((int)start)));
            end = Math.Max(end, start + layout.Size);
        }

        long size = Math.Max(Round(end, alignment), attribute.Size);
        // What the runtime makes of a size that is no multiple of the alignment is its own business.
        return size % alignment == 0 && size <= MaxSize ? new ValueLayout((int)size, alignment, [.. used]) : null;
    }

    private ValueLayout? FixedBuffer(IFieldSymbol field) =>
        field.Type is IPointerTypeSymbol pointer && field.FixedSize > 0 && Read(pointer.PointedAtType) is { } element
            ? Repeat(element, field.FixedSize)
            : null;

    private static ValueLayout? Repeat(ValueLayout element, int count)
    {
        if ((long)element.Size * count > MaxSize)
            return null;
        int size = element.Size * count;
        if (!element.HasPadding)
            return new ValueLayout(size, element.Alignment, [new ByteRange(0, size)]);
        return (long)element.Used.Length * count > MaxRanges
            ? null
            : new ValueLayout(
                size,
                element.Alignment,
                [.. Enumerable.Range(0, count).SelectMany(i => element.Used.Select(range => range.Moved(i * element.Size)))]);
    }

    private static int? InlineLength(INamedTypeSymbol type)
    {
        AttributeData? attribute = type.GetAttributes().FirstOrDefault(data => data.AttributeClass is { Name: "InlineArrayAttribute" });
        if (attribute is null)
            return null;
        return attribute.ConstructorArguments.FirstOrDefault().Value is int length ? length : 0;
    }

    private static ValueLayout? Scalar(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
            return Scalar(underlying);
        return type.SpecialType switch
        {
            SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => ValueLayout.Scalar(1),
            SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => ValueLayout.Scalar(2),
            SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => ValueLayout.Scalar(4),
            SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => ValueLayout.Scalar(8),
            _ => type is { Name: "Int128" or "UInt128", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
                ? ValueLayout.Scalar(16)
                : type is { Name: "Half", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
                    ? ValueLayout.Scalar(2)
                    : null,
        };
    }

    private static bool IsKernelPointer(INamedTypeSymbol type) => type is { Name: "KernelPointer", IsGenericType: false } && SondeTypes.IsInLibrary(type);

    private static long Round(long value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
