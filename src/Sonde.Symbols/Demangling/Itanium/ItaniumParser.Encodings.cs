namespace Sonde.Symbols;

internal sealed partial class ItaniumParser
{
    /// <summary>A function with its type, a variable, or what a compiler makes for one of them.</summary>
    private int ParseEncoding()
    {
        if (!Enter())
            return 0;
        int firstArgument = _firstArgument;
        int arguments = _arguments.Count;
        (int lambdaDepth, int declared, bool inConversion) = (_lambdaDepth, _lambdaDeclared, _inConversion);
        _lambdaDepth = _lambdaDeclared = 0;
        _inConversion = false;
        _firstArgument = arguments;

        int encoding = Peek() == 'T' || (Peek() == 'G' && Peek(1) is not (byte)'_') ? ParseSpecialName() : ParseNameAndType();

        _arguments.CutTo(arguments);
        _firstArgument = firstArgument;
        (_lambdaDepth, _lambdaDeclared, _inConversion) = (lambdaDepth, declared, inConversion);
        _depth--;
        return encoding;
    }

    private int ParseNameAndType()
    {
        var traits = new NameTraits { NamesEncoding = true };
        int name = ParseName(ref traits);
        if (IsEndOfEncoding())
            return traits.Qualifiers == Qualifiers.None ? name : tree.Add(NodeKind.Qualified, name, (int)traits.Qualifiers);

        int enableIf = TryTake("Ua9enable_ifI"u8) ? ParseListToEnd() : 0;
        int result = traits.EndsWithArguments && !traits.HasNoResult ? ParseType() : 0;
        int parameters = ParseParameters();
        int attributes = traits.Qualifiers == Qualifiers.None ? 0 : tree.Add(NodeKind.FunctionAttributes, (int)traits.Qualifiers);
        int function = tree.Add(NodeKind.Function, result, parameters, attributes);
        int constraint = TryTake('Q') ? ParseExpression() : 0;
        if (enableIf != 0)
            constraint = constraint == 0 ? tree.Add(NodeKind.Requirement, enableIf, 0, 0, (byte)'e') : constraint;
        return tree.Add(NodeKind.Encoding, name, function, constraint);
    }

    private bool IsEndOfEncoding() => _position == _end || Peek() is (byte)'E' or (byte)'.';

    /// <summary>The parameters of a function; <c>void</c> alone is none.</summary>
    private int ParseParameters()
    {
        int mark = _pending.Count;
        if (Peek() == 'v' && (_position + 1 == _end || Peek(1) is (byte)'E' or (byte)'.' or (byte)'Q' || (Peek(1) is (byte)'R' or (byte)'O' && Peek(2) == 'E')))
        {
            _position++;
            return EndList(mark);
        }

        if (IsEndOfEncoding())
            return Fail();
        while (!IsEndOfEncoding() && Peek() != 'Q' && !(Peek() is (byte)'R' or (byte)'O' && Peek(1) == 'E'))
            _pending.Push(ParseType());
        return EndList(mark);
    }

    private int ParseSpecialName()
    {
        byte family = Next();
        byte letter = Next();
        return family == 'T' ? ParseTableName(letter) : ParseGeneratedName(letter);
    }

    private int ParseTableName(byte letter)
    {
        switch (letter)
        {
            case (byte)'V':
                return Special(Words.Vtable, ParseType());
            case (byte)'T':
                return Special(Words.Vtt, ParseType());
            case (byte)'I':
                return Special(Words.TypeInfo, ParseType());
            case (byte)'S':
                return Special(Words.TypeInfoName, ParseType());
            case (byte)'F':
                return Special(Words.TypeInfoFunction, ParseType());
            case (byte)'h':
                SkipOffset();
                return Special(Words.Thunk, ParseEncoding());
            case (byte)'v':
                SkipOffset();
                SkipOffset();
                return Special(Words.VirtualThunk, ParseEncoding());
            case (byte)'c':
                SkipCallOffset();
                SkipCallOffset();
                return Special(Words.CovariantThunk, ParseEncoding());
            case (byte)'C':
                int derived = ParseType();
                SkipSigned();
                Expect('_');
                return tree.Add(NodeKind.ConstructionTable, ParseType(), derived);
            case (byte)'H':
                return Special(Words.ThreadInit, ParseDataName());
            case (byte)'W':
                return Special(Words.ThreadWrapper, ParseDataName());
            case (byte)'A':
                return Special(Words.TemplateObject, ParseTemplateArgument());
            default:
                return Fail();
        }
    }

    private int ParseGeneratedName(byte letter)
    {
        switch (letter)
        {
            case (byte)'V':
                return Special(Words.Guard, ParseDataName());
            case (byte)'R':
                int name = ParseDataName();
                // The first one has no number, and old compilers write no underscore after it.
                int number = _position == _end || Peek() == '.' ? 0 : TakeIndex(36);
                return tree.Add(NodeKind.ReferenceTemporary, number, name);
            case (byte)'A':
                return Special(Words.HiddenAlias, ParseEncoding());
            case (byte)'T':
                byte kind = Next();
                return kind is (byte)'t' or (byte)'n' ? Special(kind == 't' ? Words.TransactionClone : Words.NonTransactionClone, ParseEncoding()) : Fail();
            case (byte)'I':
                int module = ParseModules(0);
                return module == 0 ? Fail() : Special(Words.ModuleInitializer, module);
            default:
                return Fail();
        }
    }

    private int ParseDataName()
    {
        var traits = new NameTraits { NamesEncoding = true };
        return ParseName(ref traits);
    }

    private int Special(int word, int of) => tree.Add(NodeKind.Special, word, of);

    private void SkipCallOffset()
    {
        byte kind = Next();
        if (kind is not ((byte)'h' or (byte)'v'))
            Fail();
        SkipOffset();
        if (kind == 'v')
            SkipOffset();
    }

    private void SkipOffset()
    {
        SkipSigned();
        Expect('_');
    }

    private void SkipSigned()
    {
        TryTake('n');
        if (!char.IsAsciiDigit((char)Peek()))
            Fail();
        SkipDigits();
    }
}
