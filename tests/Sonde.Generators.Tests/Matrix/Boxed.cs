using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>Boxed values as bytes, and their parts as the generated types give them.</summary>
internal static class Boxed
{
    public static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    /// <summary>The bytes of a boxed value, to read and write.</summary>
    public static Span<byte> Bytes(object boxed) => MemoryMarshal.CreateSpan(ref Unsafe.As<Box>(boxed).First, SizeOf(boxed.GetType()));

    public static object Of(Type type, ReadOnlySpan<byte> bytes)
    {
        object boxed = RuntimeHelpers.GetUninitializedObject(type);
        bytes.CopyTo(Bytes(boxed));
        return boxed;
    }

    /// <summary>A value whose every bit is set; <c>true</c> for <c>bool</c>, of which one bit means something.</summary>
    public static object Full(Type type)
    {
        object boxed = RuntimeHelpers.GetUninitializedObject(type);
        Bytes(boxed).Fill(type == typeof(bool) ? (byte)1 : (byte)0xff);
        return boxed;
    }

    /// <summary>The type of a public field or property.</summary>
    public static Type TypeOf(Type type, string member) => type.GetField(member)?.FieldType ?? type.GetProperty(member)?.PropertyType
        ?? throw new InvalidOperationException($"{type.Name} has no member {member}");

    public static object Get(object boxed, string member) =>
        boxed.GetType().GetField(member)?.GetValue(boxed) ?? boxed.GetType().GetProperty(member)!.GetValue(boxed)!;

    public static void Set(object boxed, string member, object value)
    {
        if (boxed.GetType().GetField(member) is { } field)
            field.SetValue(boxed, value);
        else
            boxed.GetType().GetProperty(member)!.SetValue(boxed, value);
    }

    public static Type ElementType(Type array) => array.GetField("_element0", BindingFlags.Instance | BindingFlags.NonPublic)!.FieldType;

    public static object GetElement(object array, int index)
    {
        Type type = ElementType(array.GetType());
        return Of(type, Element(array, type, index));
    }

    public static void SetElement(object array, int index, object value) => Bytes(value).CopyTo(Element(array, value.GetType(), index));

    private static Span<byte> Element(object array, Type type, int index) => Bytes(array).Slice(index * SizeOf(type), SizeOf(type));

    private sealed class Box
    {
        public byte First;
    }
}
