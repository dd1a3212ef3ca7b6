using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>Writes the lines of types.</summary>
internal static class TypeLines
{
    public static void Write(StringBuilder text, TypeTable types, SourcePlaces places)
    {
        int number = 0;
        foreach (BtfType type in types.InOrder())
        {
            text.Append("type ").Append(Words.Number(++number)).Append(' ');
            WriteType(text, type, types, places);
        }
    }

    private static void WriteType(StringBuilder text, BtfType type, TypeTable types, SourcePlaces places)
    {
        string name = Words.Name(type.Name);
        switch (type.Kind)
        {
            case BtfKind.Int:
                text.Append($"int {name} {Words.Number(type.Size)} {Encoding(type.Integer)}\n");
                break;
            case BtfKind.Float:
                text.Append($"float {name} {Words.Number(type.Size)}\n");
                break;
            case BtfKind.Pointer:
                text.Append($"pointer {Words.Number(types.NumberOf(type.TargetTypeId))}\n");
                break;
            case BtfKind.Array:
                text.Append($"array {Words.Number(types.NumberOf(type.Array.ElementTypeId))} {Words.Number(type.Array.Count)}\n");
                break;
            case BtfKind.Typedef:
                text.Append($"typedef {name} {Words.Number(types.NumberOf(type.TargetTypeId))}\n");
                break;
            case BtfKind.Struct or BtfKind.Union when types.IsHeld(type):
                WriteComposite(text, type, types, name);
                break;
            case BtfKind.Struct or BtfKind.Union:
                text.Append($"forward {name} {(type.Kind == BtfKind.Union ? "union" : "struct")}\n");
                break;
            case BtfKind.Forward:
                text.Append($"forward {name} {(type.KindFlag ? "union" : "struct")}\n");
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                WriteEnum(text, type, name, places);
                break;
            case BtfKind.FunctionPrototype:
                text.Append("function\n");
                break;
            default:
                throw new BtfFormatException($"BTF type {type.Id} of kind {type.Kind} cannot be part of a map or a variable");
        }
    }

    private static string Encoding(BtfInteger integer)
    {
        if (integer.IsBoolean)
            return "bool";
        if (integer.IsCharacter)
            return "char";
        return integer.IsSigned ? "signed" : "unsigned";
    }

    private static void WriteComposite(StringBuilder text, BtfType type, TypeTable types, string name)
    {
        int alignment = types.Btf.ResolveAlignment(type.Id);
        text.Append($"{(type.Kind == BtfKind.Union ? "union" : "struct")} {name} {Words.Number(type.Size)} {Words.Number(alignment)}\n");
        foreach (BtfMember member in type.Members)
        {
            text.Append($"  field {Words.Name(member.Name)} {Words.Number(types.NumberOf(member.TypeId))} ")
                .Append($"{Words.Number(member.BitOffset)} {Words.Number(member.BitfieldSize)}\n");
        }
    }

    private static void WriteEnum(StringBuilder text, BtfType type, string name, SourcePlaces places)
    {
        bool isSigned = type.KindFlag || LooksSigned(type);
        text.Append($"enum {name} {Words.Number(type.Size)} {(isSigned ? "signed" : "unsigned")}{places.Of(DwarfTag.Enumeration, type.Name)}\n");
        // clang before 15 knows no other kind and cuts the values of such an enumeration to 32 bits.
        if (type is { Kind: BtfKind.Enum, Size: sizeof(ulong) })
            return;
        foreach (BtfEnumValue value in type.Values)
        {
            long number = isSigned && type.Kind == BtfKind.Enum ? (int)value.Value : value.Value;
            text.Append("  value ").Append(Words.Name(value.Name)).Append(' ')
                .Append(isSigned ? Words.Number(number) : Words.Number((ulong)number)).Append('\n');
        }
    }

    // clang before 16 marks no enumeration as signed. One with a value from -4095 to -1, as error codes have them, is.
    private static bool LooksSigned(BtfType type)
    {
        if (type.Kind != BtfKind.Enum)
            return false;
        foreach (BtfEnumValue value in type.Values)
        {
            if ((int)value.Value is < 0 and >= -4095)
                return true;
        }

        return false;
    }
}
