using System.Globalization;
using Sonde.Bpf;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>
/// A part of a C type that has no parts: <see cref="Path"/> is how C reaches it from a variable, <see cref="Steps"/> how C# does, a
/// member's name or an element's number.
/// </summary>
internal sealed record Leaf(string Path, object[] Steps, LeafKind Kind, long BitOffset, int Bits, int TypeBits, bool IsBitfield)
{
    /// <summary>The bytes of a whole value of <paramref name="size"/> bytes in which this part alone is filled, by BTF.</summary>
    public string Image(int size)
    {
        byte[] bytes = new byte[size];
        // Of a bool's byte one bit means something.
        long end = BitOffset + (Kind == LeafKind.Bool ? 1 : Bits);
        for (long bit = BitOffset; bit < end; bit++)
            bytes[bit / 8] |= (byte)(1 << (int)(bit % 8));
        return Convert.ToHexString(bytes);
    }

    /// <summary>The same, set through the generated type.</summary>
    public string Image(Type type)
    {
        object value = Boxed.Of(type, default);
        return Convert.ToHexString(Boxed.Bytes(Set(value, 0, Boxed.Full)));
    }

    /// <summary><paramref name="value"/> with zero as this part.</summary>
    public object Clear(object value) => Set(value, 0, type => Boxed.Of(type, default));

    /// <summary>The part's value, read through the generated type.</summary>
    public string Read(object value)
    {
        foreach (object step in Steps)
            value = step is string member ? Boxed.Get(value, member) : Boxed.GetElement(value, (int)step);
        return value switch
        {
            bool yes => yes ? "1" : "0",
            float number => Hex(BitConverter.SingleToUInt32Bits(number)),
            double number => Hex(BitConverter.DoubleToUInt64Bits(number)),
            KernelPointer pointer => pointer.Value.ToString(CultureInfo.InvariantCulture),
            Int128 number => Hex(unchecked((ulong)(number >> 64))) + " " + Hex(unchecked((ulong)number)),
            UInt128 number => Hex((ulong)(number >> 64)) + " " + Hex(unchecked((ulong)number)),
            Enum constant => unchecked(Type.GetTypeCode(constant.GetType()) == TypeCode.UInt64
                ? (long)Convert.ToUInt64(constant, CultureInfo.InvariantCulture)
                : Convert.ToInt64(constant, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
            _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        };
    }

    private object Set(object value, int step, Func<Type, object> part)
    {
        if (step == Steps.Length)
            return part(value.GetType());
        if (Steps[step] is string member)
            Boxed.Set(value, member, Set(Boxed.Get(value, member), step + 1, part));
        else
            Boxed.SetElement(value, (int)Steps[step], Set(Boxed.GetElement(value, (int)Steps[step]), step + 1, part));
        return value;
    }

    private static string Hex(ulong bits) => bits.ToString("x", CultureInfo.InvariantCulture);
}
