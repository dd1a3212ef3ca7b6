using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sonde.ObjectFiles.Tests.Writing;

/// <summary>
/// What two compilers must agree on: of each type with a name its size, the place, size and type of each member, the values of an
/// enumeration. Left out is what compilers name otherwise ("long unsigned int", "unsigned long") and what C cannot tell.
/// </summary>
internal sealed partial class BtfShapes
{
    private readonly Btf _btf;

    private BtfShapes(Btf btf)
    {
        _btf = btf;
    }

    /// <summary>By "struct name", all shapes that types of this name have.</summary>
    public static SortedDictionary<string, SortedSet<string>> Of(Btf btf)
    {
        var shapes = new BtfShapes(btf);
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (BtfType type in btf)
        {
            bool isTyped = type.Kind is BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Typedef;
            if (!isTyped || type.NameUtf8.IsEmpty || (type.Kind is BtfKind.Enum && type.Count == 0))
                continue;
            string key = Reference(type);
            if (!found.TryGetValue(key, out SortedSet<string>? all))
                found.Add(key, all = new SortedSet<string>(StringComparer.Ordinal));
            all.Add(type.Kind == BtfKind.Typedef ? shapes.Shape(type.TargetTypeId, "") : shapes.Content(type));
        }

        return found;
    }

    private static string Plain(string name) => Suffix().Replace(name, "");

    private static string Reference(BtfType type) => type.Kind switch
    {
        BtfKind.Typedef => "typedef ",
        BtfKind.Enum or BtfKind.Enum64 => "enum ",
        BtfKind.Union => "union ",
        BtfKind.Forward when type.KindFlag => "union ",
        _ => "struct ",
    } + Plain(type.Name);

    private string Content(BtfType owner)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{owner.Size} {{");
        foreach (BtfMember member in owner.Members)
        {
            BtfType content = _btf.SkipModifiersAndTypedefs(member.TypeId);
            bool isComposite = content.Kind is BtfKind.Struct or BtfKind.Union;
            if (member.NameUtf8.IsEmpty && !isComposite)
                continue;
            // Without a name a type counts by its members, whether it has one itself; clang moves its qualifiers to them.
            string shape = member.NameUtf8.IsEmpty ? content.Kind + Content(content) : Shape(member.TypeId, "");
            text.Append(CultureInfo.InvariantCulture, $" {member.Name}@{member.BitOffset}:{member.BitfieldSize} {shape};");
        }

        // clang before 15 writes 32 bits of each value.
        foreach (BtfEnumValue value in owner.Values)
            text.Append(CultureInfo.InvariantCulture, $" {Plain(value.Name)}={(uint)value.Value};");
        return text.Append(" }").ToString();
    }

    // Qualifiers of an array are those of its elements in C.
    private string Shape(int id, string qualifiers)
    {
        var kinds = new SortedSet<char>(qualifiers);
        for (BtfType modifier = _btf[id]; modifier.IsModifier; modifier = _btf[modifier.TargetTypeId])
        {
            if (modifier.Kind != BtfKind.TypeTag)
                kinds.Add(modifier.Kind.ToString()[0]);
        }

        string here = string.Concat(kinds);
        BtfType type = _btf.SkipModifiers(id);
        switch (type.Kind)
        {
            case BtfKind.Void:
                return here + "void";
            // Compilers and their ages differ in what they mark as signed; the name is the same type.
            case BtfKind.Int when type.Name is "char" or "signed char":
                return here + type.Name;
            case BtfKind.Int:
                return $"{here}{(type.Integer.IsBoolean ? 'b' : type.Integer.IsSigned ? 'i' : 'u')}{type.Size}";
            case BtfKind.Float:
                return $"{here}f{type.Size}";
            case BtfKind.Pointer:
                return $"{here}*({Shape(type.TargetTypeId, "")})";
            case BtfKind.Array:
                return $"[{type.Array.Count}]{Shape(type.Array.ElementTypeId, here)}";
            case BtfKind.FunctionPrototype:
                var parameters = new List<string>();
                foreach (BtfParameter parameter in type.Parameters)
                    parameters.Add(Shape(parameter.TypeId, ""));
                return $"({string.Join(',', parameters is ["void"] ? [] : parameters)})->{Shape(type.TargetTypeId, "")}";
            default:
                return here + (type.NameUtf8.IsEmpty ? type.Kind + Content(type) : Reference(type));
        }
    }

    [GeneratedRegex(@"___\d+$")]
    private static partial Regex Suffix();
}
