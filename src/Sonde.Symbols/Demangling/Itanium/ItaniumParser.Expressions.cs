namespace Sonde.Symbols;

internal sealed partial class ItaniumParser
{
    private int ParseExpression()
    {
        if (!Enter())
            return 0;
        int expression = ParseExpressionInside();
        _depth--;
        return expression;
    }

    private int ParseExpressionInside()
    {
        byte first = Peek();
        byte second = Peek(1);
        switch ((char)first, (char)second)
        {
            case ('L', _):
                return ParseLiteral();
            case ('T', _):
                return ParseTemplateParameterExpression();
            case ('f', 'p'):
                return ParseFunctionParameter();
            case ('f', 'L') when char.IsAsciiDigit((char)Peek(2)):
                return ParseFunctionParameter();
            case ('f', 'l' or 'r' or 'L' or 'R'):
                return ParseFold();
            case ('g', 's'):
                _position += 2;
                return tree.Add(NodeKind.Global, ParseExpression());
            case ('s', 'r'):
                return ParseUnresolvedName();
            case ('o', 'n'):
                _position += 2;
                return ParseUnresolvedBase();
            case ('d', 'n'):
                _position += 2;
                return ParseDestructorName();
            case ('i', 'l') or ('t', 'l'):
                _position += 2;
                int type = first == 't' ? ParseType() : 0;
                return tree.Add(NodeKind.InitializerList, type, ParseListToEnd());
            case ('c', 'l'):
                _position += 2;
                int callee = ParseExpression();
                return tree.Add(NodeKind.Call, callee, ParseListToEnd());
            case ('c', 'p'):
                _position += 2;
                int name = ParseUnresolvedBase();
                return tree.Add(NodeKind.Call, name, ParseListToEnd());
            case ('c', 'v'):
                return ParseConversion();
            case ('s', 'p'):
                _position += 2;
                return tree.Add(NodeKind.PackExpansion, ParseExpression());
            case ('s', 'Z'):
                _position += 2;
                return tree.Add(NodeKind.PackSize, Peek() == 'T' ? ParseTemplateParameter() : ParseFunctionParameter());
            case ('s', 'P'):
                _position += 2;
                return tree.Add(NodeKind.ListSize, ParseArgumentsToEnd());
            case ('i', 'x'):
                _position += 2;
                int array = ParseExpression();
                return tree.Add(NodeKind.Binary, Operators.Find((byte)'i', (byte)'x'), array, ParseExpression());
            case ('q', 'u'):
                _position += 2;
                int condition = ParseExpression();
                int yes = ParseExpression();
                return tree.Add(NodeKind.Conditional, condition, yes, ParseExpression());
            case ('t', 'r'):
                _position += 2;
                return tree.Add(NodeKind.Unary, Operators.Find((byte)'t', (byte)'w'));
            case ('d', 'i'):
                _position += 2;
                int member = ParseSourceName();
                return tree.Add(NodeKind.Designated, member, ParseExpression(), 0, (byte)'.');
            case ('d', 'x'):
                _position += 2;
                int index = ParseExpression();
                return tree.Add(NodeKind.Designated, index, ParseExpression(), 0, (byte)'[');
            case ('d', 'X'):
                _position += 2;
                int from = ParseExpression();
                int to = ParseExpression();
                return tree.Add(NodeKind.DesignatedRange, from, to, ParseExpression());
            case ('s', 'o'):
                return ParseSubobject();
            case ('m', 'c'):
                return ParseMemberConstant();
            case ('r', 'q' or 'Q'):
                return ParseRequires();
            case ('u', _):
                _position++;
                int vendor = ParseSourceName();
                return tree.Add(NodeKind.VendorExpression, vendor, ParseArgumentsToEnd());
            case ('n', 'w' or 'a'):
                return ParseNew();
        }

        if (char.IsAsciiDigit((char)first) || (first == 'U' && second is (byte)'l' or (byte)'t'))
            return ParseUnresolvedBase();
        int found = Operators.Find(first, second);
        if (found < 0)
            return Fail();
        _position += 2;
        return ParseOperation(found);
    }

    private int ParseOperation(int index)
    {
        switch (Operators.Form(index))
        {
            case OperatorForm.Prefix:
                return tree.Add(NodeKind.Unary, index, ParseExpression());
            case OperatorForm.Step:
                bool isPrefix = TryTake('_');
                return tree.Add(isPrefix ? NodeKind.Unary : NodeKind.Postfix, index, ParseExpression());
            case OperatorForm.Binary:
                int left = ParseExpression();
                return tree.Add(NodeKind.Binary, index, left, ParseExpression());
            case OperatorForm.Member:
                int of = ParseExpression();
                return tree.Add(NodeKind.Binary, index, of, ParseMemberName());
            case OperatorForm.OfType:
                return tree.Add(NodeKind.Unary, index, ParseType(), 0, (byte)'(');
            case OperatorForm.NamedCast:
                int type = ParseType();
                return tree.Add(NodeKind.NamedCast, index, type, ParseExpression());
            default:
                return Fail();
        }
    }

    private int ParseMemberName()
    {
        if (Peek() == 's' && Peek(1) == 'r')
            return ParseUnresolvedName();
        if (TryTake("dn"u8))
            return ParseDestructorName();
        return TryTake("on"u8) || char.IsAsciiDigit((char)Peek()) || Peek() is (byte)'L' or (byte)'U' || Operators.Find(Peek(), Peek(1)) >= 0 || Peek() == 'c'
            ? ParseUnresolvedBase()
            : ParseExpression();
    }

    private int ParseTemplateParameterExpression()
    {
        int parameter = ParseTemplateParameter();
        if (Peek() != 'I')
            return parameter;
        var traits = default(NameTraits);
        return ParseArgumentsOf(Substitutable(parameter), ref traits);
    }

    private int ParseConversion()
    {
        _position += 2;
        bool before = _inConversion;
        int type = ParseType();
        _inConversion = before;
        return TryTake('_')
            ? tree.Add(NodeKind.Cast, type, ParseListToEnd())
            : tree.Add(NodeKind.Cast, type, ParseExpression());
    }

    private int ParseFunctionParameter()
    {
        if (TryTake("fpT"u8))
            return tree.Add(NodeKind.FunctionParameter, -1);
        if (TryTake("fL"u8))
        {
            TakeNumber();
            Expect('p');
        }
        else if (!TryTake("fp"u8))
        {
            return Fail();
        }

        TakeQualifiers();
        return tree.Add(NodeKind.FunctionParameter, TakeIndex() + 1);
    }

    private int ParseFold()
    {
        _position++;
        byte kind = Next();
        int index = Operators.Find(Next(), Next());
        if (index < 0)
            return Fail();
        int first = ParseExpression();
        int second = kind is (byte)'L' or (byte)'R' ? ParseExpression() : 0;
        return tree.Add(NodeKind.Fold, index, first, second, kind);
    }

    private int ParseNew()
    {
        byte kind = Peek(1);
        _position += 2;
        int mark = _pending.Count;
        while (!TryTake('_') && !_failed)
            _pending.Push(ParseExpression());
        int where = EndList(mark);
        int type = ParseType();
        int initializer = 0;
        if (TryTake("pi"u8))
            initializer = ParseListToEnd();
        else if (!TryTake('E'))
            initializer = ParseExpression();
        return tree.Add(NodeKind.New, where, type, initializer, kind);
    }

    private int ParseListToEnd()
    {
        int mark = _pending.Count;
        while (!TryTake('E') && !_failed)
            _pending.Push(ParseExpression());
        return EndList(mark);
    }

    private int ParseArgumentsToEnd()
    {
        int mark = _pending.Count;
        while (!TryTake('E') && !_failed)
            _pending.Push(ParseTemplateArgument());
        return EndList(mark);
    }

    private int ParseLiteral()
    {
        Expect('L');
        if (TryTake("_Z"u8) || TryTake('Z'))
        {
            int encoding = ParseEncoding();
            Expect('E');
            return encoding;
        }

        int type = ParseType();
        if (TryTake('E'))
        {
            if (tree[type].Kind != NodeKind.Builtin)
                return tree.Add(NodeKind.StringLiteral, type);
            // nullptr has one value only.
            return tree[type].A == BuiltinTypes.D + 'n' ? tree.Add(NodeKind.Literal, type, 0, 0) : Fail();
        }

        int start = _position;
        TryTake('n');
        int digits = _position;
        // Those of complex numbers are two, with an underscore between them.
        while (char.IsAsciiHexDigitLower((char)Peek()) || Peek() == '_')
            _position++;
        int length = _position - start;
        bool isEmpty = _position == digits;
        Expect('E');
        return isEmpty ? Fail() : tree.Add(NodeKind.Literal, type, start, length);
    }

    private int ParseSubobject()
    {
        _position += 2;
        int type = ParseType();
        int expression = ParseExpression();
        int start = _position;
        TryTake('n');
        SkipDigits();
        int end = _position;
        // Which members of unions are chosen on the way, and whether it is past the end.
        while (TryTake('_'))
            SkipDigits();
        TryTake('p');
        Expect('E');
        return tree.Add(NodeKind.Subobject, expression, type, tree.Add(NodeKind.Name, start, end - start));
    }

    private int ParseMemberConstant()
    {
        _position += 2;
        int type = ParseType();
        int expression = ParseExpression();
        TryTake('n');
        SkipDigits();
        Expect('E');
        return tree.Add(NodeKind.Cast, type, expression);
    }

    private int ParseRequires()
    {
        bool hasParameters = Peek(1) == 'Q';
        _position += 2;
        int mark = _pending.Count;
        int parameters = 0;
        if (hasParameters)
        {
            while (!TryTake('_') && !_failed)
                _pending.Push(ParseType());
            parameters = EndList(mark);
        }

        while (!TryTake('E') && !_failed)
            _pending.Push(ParseRequirement());
        return tree.Add(NodeKind.Requires, parameters, EndList(mark));
    }

    private int ParseRequirement()
    {
        byte kind = Next();
        switch (kind)
        {
            case (byte)'X':
                int expression = ParseExpression();
                bool isNoExcept = TryTake('N');
                int constraint = TryTake('R') ? ParseClassOrEnum() : 0;
                return tree.Add(NodeKind.Requirement, expression, constraint, isNoExcept ? 1 : 0, kind);
            case (byte)'T':
                return tree.Add(NodeKind.Requirement, ParseType(), 0, 0, kind);
            case (byte)'Q':
                return tree.Add(NodeKind.Requirement, ParseExpression(), 0, 0, kind);
            default:
                return Fail();
        }
    }
}
