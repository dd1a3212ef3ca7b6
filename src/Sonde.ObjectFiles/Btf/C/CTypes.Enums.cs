namespace Sonde.ObjectFiles;

internal sealed partial class CTypes
{
    /// <summary>Writes an enumeration with its values.</summary>
    public void WriteEnum(BtfType type)
    {
        text.Write("enum");
        if (!type.NameUtf8.IsEmpty)
            text.Write(' ').Write(names.OfTag(type));
        if (type.Count == 0)
        {
            if (type.NameUtf8.IsEmpty)
                throw new BtfFormatException($"BTF is corrupt: enumeration {type.Id} has neither a name nor values");
            return;
        }

        text.Write(" {\n");
        foreach (BtfEnumValue value in type.Values)
        {
            budget.Step();
            text.Indent(_indent + 1).Write(names.OfValue(value)).Write(" = ");
            WriteValue(type, value.Value);
            text.Write(",\n");
        }

        text.Indent(_indent).Write('}').Write(SizeAttribute(type));
    }

    private void WriteValue(BtfType type, long value)
    {
        if (type.KindFlag && value < 0)
            text.Write('-').Write(unchecked((ulong)-value));
        else
            text.Write((ulong)value);
        if (type.Kind == BtfKind.Enum64)
            text.Write(type.KindFlag ? "LL" : "ULL");
    }

    // The compiler takes an int, or what its values need where that is more; packed, the least that they need. A mode gives any size,
    // but in clang also a sign.
    private static string SizeAttribute(BtfType type)
    {
        (uint needed, bool isNegative) = LeastSize(type);
        if (type.Size == Math.Max(needed, sizeof(int)))
            return "";
        if (type.Size == needed && isNegative == type.KindFlag)
            return " __attribute__((packed))";
        return type.Size switch
        {
            1 => " __attribute__((mode(QI)))",
            2 => " __attribute__((mode(HI)))",
            4 => " __attribute__((mode(SI)))",
            8 => " __attribute__((mode(DI)))",
            _ => throw new BtfFormatException($"BTF is corrupt: enumeration {type.Id} has {type.Size} bytes"),
        };
    }

    private static (uint Size, bool IsNegative) LeastSize(BtfType type)
    {
        long least = 0;
        ulong most = 0;
        foreach (BtfEnumValue value in type.Values)
        {
            if (type.KindFlag && value.Value < 0)
                least = Math.Min(least, value.Value);
            else
                most = Math.Max(most, (ulong)value.Value);
        }

        for (uint size = 1; size < 8; size *= 2)
        {
            int bits = (int)size * 8;
            // A negative value leaves the others one bit less.
            ulong end = 1ul << (least < 0 ? bits - 1 : bits);
            if (most < end && least >= -(1L << (bits - 1)))
                return (size, least < 0);
        }

        return (8, least < 0);
    }
}
