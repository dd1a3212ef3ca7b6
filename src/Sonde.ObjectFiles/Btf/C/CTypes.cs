namespace Sonde.ObjectFiles;

/// <summary>
/// Writes types. C writes a declaration around its name: what comes before it and what comes after, each from the inside of the type
/// outwards.
/// </summary>
internal sealed partial class CTypes(Btf btf, CText text, CNames names, CForwards forwards, CBudget budget)
{
    private readonly CLayouts _layouts = new(btf);
    private int _indent;

    /// <summary>Writes the declaration of a name with a type.</summary>
    public void WriteDeclaration(int typeId, string name)
    {
        WriteBefore(typeId, isConst: false, isVolatile: false);
        Separate().Write(name);
        WriteAfter(typeId);
    }

    /// <summary>Writes <c>struct name</c>.</summary>
    public void WriteTag(BtfType type) => text.Write(Keyword(type)).Write(' ').Write(names.OfTag(type));

    private static string Keyword(BtfType type) => type.Kind switch
    {
        BtfKind.Enum or BtfKind.Enum64 => "enum",
        BtfKind.Forward => type.KindFlag ? "union" : "struct",
        BtfKind.Union => "union",
        _ => "struct",
    };

    private CText Separate() => text.Last == '*' ? text : text.Write(' ');

    // Modifiers of an array are those of its elements in C, so they come along.
    private void WriteBefore(int typeId, bool isConst, bool isVolatile)
    {
        BtfType type = btf.SkipModifiers(typeId);
        budget.Enter(type);
        bool isRestrict = false;
        for (BtfType modifier = btf[typeId]; modifier.IsModifier; modifier = btf[modifier.TargetTypeId])
        {
            isConst |= modifier.Kind == BtfKind.Const;
            isVolatile |= modifier.Kind == BtfKind.Volatile;
            isRestrict |= modifier.Kind == BtfKind.Restrict;
        }

        switch (type.Kind)
        {
            case BtfKind.Array:
                WriteBefore(type.Array.ElementTypeId, isConst, isVolatile);
                break;
            case BtfKind.FunctionPrototype:
                WriteBefore(type.TargetTypeId, isConst: false, isVolatile: false);
                break;
            case BtfKind.Pointer:
                WriteBefore(type.TargetTypeId, isConst: false, isVolatile: false);
                Separate().Write(NeedsParentheses(type) ? "(*" : "*");
                text.Write(isConst ? " const" : "").Write(isVolatile ? " volatile" : "").Write(isRestrict ? " restrict" : "");
                WriteTags(typeId);
                break;
            default:
                text.Write(isConst ? "const " : "").Write(isVolatile ? "volatile " : "");
                text.Write(isRestrict && type.Kind == BtfKind.Typedef ? "restrict " : "");
                WriteSpecifier(type);
                WriteTags(typeId);
                break;
        }

        budget.Leave();
    }

    private void WriteAfter(int typeId)
    {
        BtfType type = btf.SkipModifiers(typeId);
        budget.Enter(type);
        switch (type.Kind)
        {
            case BtfKind.Pointer:
                if (NeedsParentheses(type))
                    text.Write(')');
                WriteAfter(type.TargetTypeId);
                break;
            case BtfKind.Array:
                text.Write('[').Write(type.Array.Count).Write(']');
                WriteAfter(type.Array.ElementTypeId);
                break;
            case BtfKind.FunctionPrototype:
                WriteParameters(type);
                WriteAfter(type.TargetTypeId);
                break;
        }

        budget.Leave();
    }

    private bool NeedsParentheses(BtfType pointer) =>
        btf.SkipModifiers(pointer.TargetTypeId).Kind is BtfKind.Array or BtfKind.FunctionPrototype;

    private void WriteParameters(BtfType prototype)
    {
        BtfList<BtfParameter> parameters = prototype.Parameters;
        text.Write('(');
        if (parameters.Count == 0 || (parameters.Count == 1 && parameters[0].TypeId == 0))
            text.Write("void");
        for (int i = 0; i < parameters.Count; i++)
        {
            BtfParameter parameter = parameters[i];
            if (parameter.TypeId != 0)
            {
                text.Write(i > 0 ? ", " : "");
                WriteBefore(parameter.TypeId, isConst: false, isVolatile: false);
                WriteAfter(parameter.TypeId);
            }
            else if (parameters.Count > 1)
            {
                text.Write(", ...");
            }
        }

        text.Write(')');
    }

    private void WriteSpecifier(BtfType type)
    {
        switch (type.Kind)
        {
            case BtfKind.Void:
                text.Write("void");
                break;
            case BtfKind.Int or BtfKind.Float:
                WriteScalar(type);
                break;
            case BtfKind.Typedef:
                text.Write(names.OfTypedef(type));
                break;
            case BtfKind.Struct or BtfKind.Union when type.NameUtf8.IsEmpty:
                WriteComposite(type, isInline: true);
                break;
            case BtfKind.Enum or BtfKind.Enum64 when type.NameUtf8.IsEmpty:
                WriteEnum(type);
                break;
            case BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward:
                WriteTag(forwards.Resolve(type));
                break;
            default:
                throw new BtfFormatException($"BTF is corrupt: type {type.Id} of kind {type.Kind} is part of another type");
        }
    }

    private void WriteScalar(BtfType type)
    {
        CText.RequireWords(type.NameUtf8);
        string name = type.Name;
        if (type.Size == 4 && type.NameUtf8.IndexOf("long"u8) >= 0)
            throw new BtfFormatException($"BTF has '{name}' of 4 bytes: the types are those of a 32-bit machine, which cannot be written as C");
        text.Write(name);
    }

    // Since clang 14 a type tag is written as an attribute; since Linux 6.14 a flag says that the tag is the attribute itself.
    private void WriteTags(int typeId)
    {
        for (BtfType modifier = btf[typeId]; modifier.IsModifier; modifier = btf[modifier.TargetTypeId])
        {
            if (modifier.Kind != BtfKind.TypeTag)
                continue;
            string tag = modifier.Name;
            if (tag.Length == 0 || !tag.All(IsHarmless) || !IsBalanced(tag))
                throw new BtfFormatException($"BTF type {modifier.Id} is a tag whose text cannot be written as C");
            text.Write(modifier.KindFlag ? $" __attribute__(({tag}))" : $" __attribute__((btf_type_tag(\"{tag}\")))");
        }
    }

    // A parenthesis that closes more than the text opened would end the attribute.
    private static bool IsBalanced(string text)
    {
        int depth = 0;
        foreach (char c in text)
        {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth < 0)
                return false;
        }

        return depth == 0;
    }

    // Inside of a string or of the parentheses of an attribute.
    private static bool IsHarmless(char c) => c is ' ' or '_' or '(' or ')' or ',' or '.' or ':' or '-'
        or >= '0' and <= '9' or >= 'a' and <= 'z' or >= 'A' and <= 'Z';
}
