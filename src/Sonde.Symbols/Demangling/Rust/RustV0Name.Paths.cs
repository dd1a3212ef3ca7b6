namespace Sonde.Symbols;

internal ref partial struct RustV0Name
{
    /// <param name="inValue">Whether it is a path in an expression, whose generic arguments have colons before them.</param>
    private void PrintPath(bool inValue)
    {
        if (!Enter())
            return;
        switch ((char)Next())
        {
            case 'C':
                ulong crateHash = TakeOptional('s');
                Print(TakeIdentifier());
                if (_withHash && crateHash != 0)
                    PrintHash(crateHash);
                break;
            case 'N':
                PrintNested(inValue);
                break;
            case 'M':
                SkipImplementation();
                Print("<"u8);
                PrintType();
                Print(">"u8);
                break;
            case 'X':
                SkipImplementation();
                PrintTraitOf();
                break;
            case 'Y':
                PrintTraitOf();
                break;
            case 'I':
                PrintPath(inValue);
                Print(inValue ? "::<"u8 : "<"u8);
                PrintGenericArguments();
                Print(">"u8);
                break;
            case 'B':
                if (TryGoBack(out int back))
                {
                    PrintPath(inValue);
                    ReturnTo(back);
                }

                break;
            default:
                Fail();
                break;
        }

        _depth--;
    }

    private void ReturnTo(int back)
    {
        if (!_failed)
            _position = back;
    }

    private readonly void PrintHash(ulong hash)
    {
        if (_silent != 0)
            return;
        Span<byte> digits = stackalloc byte[16];
        hash.TryFormat(digits, out int length, "x", System.Globalization.CultureInfo.InvariantCulture);
        _text.Append('[');
        _text.Append(digits[..length]);
        _text.Append(']');
    }

    private void PrintNested(bool inValue)
    {
        char kind = (char)Next();
        if (!char.IsAsciiLetter(kind))
        {
            Fail();
            return;
        }

        PrintPath(inValue);
        ulong number = TakeOptional('s');
        Identifier name = TakeIdentifier();
        // Small letters are namespaces of the compiler's own; large ones are what has no name in the source.
        if (char.IsAsciiLetterLower(kind))
        {
            if (name.Length == 0)
                return;
            Print("::"u8);
            Print(name);
            return;
        }

        Print("::{"u8);
        switch (kind)
        {
            case 'C':
                Print("closure"u8);
                break;
            case 'S':
                Print("shim"u8);
                break;
            default:
                Print(new ReadOnlySpan<byte>([(byte)kind]));
                break;
        }

        if (name.Length != 0)
        {
            Print(":"u8);
            Print(name);
        }

        Print("#"u8);
        Print(number);
        Print("}"u8);
    }

    // Where the implementation stands, which the type and the trait say better.
    private void SkipImplementation()
    {
        TakeOptional('s');
        _silent++;
        PrintPath(inValue: false);
        _silent--;
    }

    private void PrintTraitOf()
    {
        Print("<"u8);
        PrintType();
        Print(" as "u8);
        PrintPath(inValue: false);
        Print(">"u8);
    }

    private void PrintGenericArguments()
    {
        for (bool isFirst = true; !_failed && !TryTake('E'); isFirst = false)
        {
            if (!isFirst)
                Print(", "u8);
            if (TryTake('L'))
                PrintLifetime(TakeBase62());
            else if (TryTake('K'))
                PrintConstant(inValue: false);
            else
                PrintType();
        }
    }

    // 0 is erased; others count the binders from the innermost.
    private void PrintLifetime(ulong index)
    {
        Print("'"u8);
        if (index == 0)
        {
            Print("_"u8);
            return;
        }

        if (index > _boundLifetimes)
        {
            // What is skipped may stand outside of the binder.
            if (_silent == 0)
                Fail();
            return;
        }

        ulong depth = _boundLifetimes - index;
        if (depth < 26)
        {
            Print(new ReadOnlySpan<byte>([(byte)('a' + depth)]));
            return;
        }

        Print("_"u8);
        Print(depth);
    }
}
