namespace Sonde.Symbols;

internal sealed partial class ItaniumParser
{
    private Qualifiers TakeQualifiers()
    {
        Qualifiers qualifiers = Qualifiers.None;
        if (TryTake('r'))
            qualifiers |= Qualifiers.Restrict;
        if (TryTake('V'))
            qualifiers |= Qualifiers.Volatile;
        if (TryTake('K'))
            qualifiers |= Qualifiers.Const;
        return qualifiers;
    }

    private int ParseType()
    {
        if (!Enter())
            return 0;
        int type = ParseTypeInside();
        _depth--;
        return type;
    }

    private int ParseTypeInside()
    {
        byte letter = Peek();
        if (!BuiltinTypes.Name(letter).IsEmpty)
        {
            _position++;
            return tree.Add(NodeKind.Builtin, letter);
        }

        switch (letter)
        {
            case (byte)'r' or (byte)'V' or (byte)'K':
                return ParseQualified();
            case (byte)'U' when Peek(1) is not ((byte)'t' or (byte)'l' or (byte)'b'):
                return ParseVendorQualified();
            case (byte)'u':
                _position++;
                return ParseVendorType();
            case (byte)'D':
                return ParseTypeD();
            case (byte)'F':
                return Substitutable(ParseFunction(Qualifiers.None));
            case (byte)'A':
                return Substitutable(ParseArray());
            case (byte)'M':
                _position++;
                int owner = ParseType();
                return Substitutable(tree.Add(NodeKind.MemberPointer, owner, ParseType()));
            case (byte)'T' when Peek(1) is (byte)'s' or (byte)'u' or (byte)'e':
                _position++;
                byte kind = Next();
                int word = kind switch { (byte)'s' => Words.Struct, (byte)'u' => Words.Union, _ => Words.Enum };
                return Substitutable(tree.Add(NodeKind.Elaborated, word, ParseClassOrEnum()));
            case (byte)'T':
                return ParseParameterType();
            case (byte)'P':
                _position++;
                return Substitutable(tree.Add(NodeKind.Pointer, ParseType()));
            case (byte)'R':
                _position++;
                return Substitutable(tree.Add(NodeKind.Reference, ParseType()));
            case (byte)'O':
                _position++;
                return Substitutable(tree.Add(NodeKind.RvalueReference, ParseType()));
            case (byte)'C' or (byte)'G':
                _position++;
                return Substitutable(tree.Add(NodeKind.Suffixed, ParseType(), letter == 'C' ? Words.Complex : Words.Imaginary));
            case (byte)'S' when Peek(1) != 't':
                return ParseSubstitutedType();
            default:
                return Substitutable(ParseClassOrEnum());
        }
    }

    private int ParseClassOrEnum()
    {
        var traits = default(NameTraits);
        return ParseName(ref traits);
    }

    private int ParseSubstitutedType()
    {
        int type = ParseSubstitution();
        var traits = default(NameTraits);
        if (IsModule(type))
            return ParseAfterModule(type);
        return Peek() == 'I' && !_inConversion ? Substitutable(ParseArgumentsOf(type, ref traits)) : type;
    }

    private int ParseAfterModule(int module)
    {
        var traits = default(NameTraits);
        int name = Substitutable(ParseUnqualifiedName(ref traits, 0, module));
        return Peek() == 'I' ? Substitutable(ParseArgumentsOf(name, ref traits)) : name;
    }

    private int ParseParameterType()
    {
        int parameter = Substitutable(ParseTemplateParameter());
        var traits = default(NameTraits);
        return Peek() == 'I' && !_inConversion ? Substitutable(ParseArgumentsOf(parameter, ref traits)) : parameter;
    }

    private int ParseQualified()
    {
        Qualifiers qualifiers = TakeQualifiers();
        // Those of a function are of the object that it is called on, and it is no type without them.
        if (IsFunction())
            return Substitutable(ParseFunction(qualifiers));
        return Substitutable(tree.Add(NodeKind.Qualified, ParseType(), (int)qualifiers));
    }

    private bool IsFunction() => Peek() == 'F' || (Peek() == 'D' && Peek(1) is (byte)'o' or (byte)'O' or (byte)'w' or (byte)'x');

    private int ParseVendorQualified()
    {
        _position++;
        int qualifier = ParseSourceName();
        if (Peek() == 'I')
            qualifier = tree.Add(NodeKind.Templated, qualifier, ParseTemplateArguments(isOfEncoding: false));
        return Substitutable(tree.Add(NodeKind.VendorQualified, ParseType(), qualifier));
    }

    private int ParseVendorType()
    {
        int name = ParseSourceName();
        if (Peek() == 'I')
            name = tree.Add(NodeKind.Templated, name, ParseTemplateArguments(isOfEncoding: false));
        return Substitutable(name);
    }

    private int ParseTypeD()
    {
        byte letter = Peek(1);
        switch (letter)
        {
            case (byte)'t' or (byte)'T':
                return Substitutable(ParseDecltype());
            case (byte)'p':
                _position += 2;
                return Substitutable(tree.Add(NodeKind.PackExpansion, ParseType()));
            case (byte)'v':
                return Substitutable(ParseVector());
            case (byte)'o' or (byte)'O' or (byte)'w' or (byte)'x':
                return Substitutable(ParseFunction(Qualifiers.None));
            case (byte)'F':
                return ParseFloatN();
            case (byte)'B' or (byte)'U':
                _position += 2;
                int size = char.IsAsciiDigit((char)Peek()) ? TakeDigits() : ParseExpression();
                Expect('_');
                return Substitutable(tree.Add(NodeKind.BitInt, size, letter == 'U' ? 1 : 0));
            case (byte)'k' or (byte)'K':
                _position += 2;
                return Substitutable(tree.Add(NodeKind.ConstrainedAuto, ParseClassOrEnum(), letter == 'K' ? 1 : 0));
            default:
                _position += 2;
                return BuiltinTypes.Name(BuiltinTypes.D + letter).IsEmpty ? Fail() : tree.Add(NodeKind.Builtin, BuiltinTypes.D + letter);
        }
    }

    private int ParseFloatN()
    {
        _position += 2;
        int start = _position;
        SkipDigits();
        int length = _position - start;
        byte kind = Next();
        return length > 0 && kind is (byte)'_' or (byte)'x' or (byte)'b' ? tree.Add(NodeKind.FloatN, start, length, 0, kind) : Fail();
    }

    private int ParseDecltype()
    {
        _position += 2;
        int expression = ParseExpression();
        Expect('E');
        return tree.Add(NodeKind.Decltype, expression);
    }

    private int ParseFunction(Qualifiers qualifiers)
    {
        byte exception = 0;
        int operand = 0;
        bool isTransactionSafe = false;
        if (TryTake("Do"u8))
        {
            exception = (byte)'o';
        }
        else if (TryTake("DO"u8))
        {
            exception = (byte)'O';
            operand = ParseExpression();
            Expect('E');
        }
        else if (TryTake("Dw"u8))
        {
            exception = (byte)'w';
            operand = ParseTypesToEnd();
        }

        if (TryTake("Dx"u8))
            isTransactionSafe = true;
        Expect('F');
        // extern "C" makes no difference to how it is shown.
        TryTake('Y');
        int result = ParseType();
        int parameters = ParseParameters();
        qualifiers |= TryTake('R') ? Qualifiers.LvalueOnly : TryTake('O') ? Qualifiers.RvalueOnly : Qualifiers.None;
        Expect('E');
        int attributes = qualifiers == Qualifiers.None && exception == 0 && !isTransactionSafe
            ? 0
            : tree.Add(NodeKind.FunctionAttributes, (int)qualifiers, operand, isTransactionSafe ? 1 : 0, exception);
        return tree.Add(NodeKind.Function, result, parameters, attributes);
    }

    private int ParseTypesToEnd()
    {
        int mark = _pending.Count;
        while (!TryTake('E') && !_failed)
            _pending.Push(ParseType());
        return EndList(mark);
    }

    private int ParseArray()
    {
        Expect('A');
        int size = 0;
        if (char.IsAsciiDigit((char)Peek()))
            size = TakeDigits();
        else if (Peek() != '_')
            size = ParseExpression();
        Expect('_');
        return tree.Add(NodeKind.Array, ParseType(), size);
    }

    private int ParseVector()
    {
        _position += 2;
        int size = char.IsAsciiDigit((char)Peek()) ? TakeDigits() : ParseVectorExpression();
        Expect('_');
        // AltiVec's pixel and bool vectors.
        if (TryTake('p'))
            return tree.Add(NodeKind.Vector, 0, size);
        return tree.Add(NodeKind.Vector, ParseType(), size);
    }

    private int ParseVectorExpression()
    {
        TryTake('_');
        return ParseExpression();
    }

    private int TakeDigits()
    {
        int start = _position;
        SkipDigits();
        return tree.Add(NodeKind.Name, start, _position - start);
    }
}
