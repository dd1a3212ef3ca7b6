namespace Sonde.Symbols;

internal ref partial struct RustV0Name
{
    private void PrintType()
    {
        if (!Enter())
            return;
        byte letter = Next();
        ReadOnlySpan<byte> basic = BasicType(letter);
        if (!basic.IsEmpty)
            Print(basic);
        else
            PrintComposed((char)letter);
        _depth--;
    }

    private static ReadOnlySpan<byte> BasicType(byte letter) => letter switch
    {
        (byte)'a' => "i8"u8,
        (byte)'b' => "bool"u8,
        (byte)'c' => "char"u8,
        (byte)'d' => "f64"u8,
        (byte)'e' => "str"u8,
        (byte)'f' => "f32"u8,
        (byte)'h' => "u8"u8,
        (byte)'i' => "isize"u8,
        (byte)'j' => "usize"u8,
        (byte)'l' => "i32"u8,
        (byte)'m' => "u32"u8,
        (byte)'n' => "i128"u8,
        (byte)'o' => "u128"u8,
        (byte)'p' => "_"u8,
        (byte)'s' => "i16"u8,
        (byte)'t' => "u16"u8,
        (byte)'u' => "()"u8,
        (byte)'v' => "..."u8,
        (byte)'x' => "i64"u8,
        (byte)'y' => "u64"u8,
        (byte)'z' => "!"u8,
        _ => default,
    };

    private void PrintComposed(char letter)
    {
        switch (letter)
        {
            case 'R' or 'Q':
                Print("&"u8);
                if (TryTake('L') && TakeBase62() is var lifetime and not 0)
                {
                    PrintLifetime(lifetime);
                    Print(" "u8);
                }

                if (letter == 'Q')
                    Print("mut "u8);
                PrintType();
                break;
            case 'P':
                Print("*const "u8);
                PrintType();
                break;
            case 'O':
                Print("*mut "u8);
                PrintType();
                break;
            case 'A' or 'S':
                Print("["u8);
                PrintType();
                if (letter == 'A')
                {
                    Print("; "u8);
                    PrintConstant(inValue: true);
                }

                Print("]"u8);
                break;
            case 'T':
                PrintTuple();
                break;
            case 'F':
                PrintFunction();
                break;
            case 'D':
                PrintDynamic();
                break;
            case 'W':
                PrintType();
                Print(" is "u8);
                PrintPattern();
                break;
            case 'B':
                if (TryGoBack(out int back))
                {
                    PrintType();
                    ReturnTo(back);
                }

                break;
            default:
                // A path, whose letter is read again.
                _position--;
                PrintPath(inValue: false);
                break;
        }
    }

    private void PrintTuple()
    {
        Print("("u8);
        int count = 0;
        for (; !_failed && !TryTake('E'); count++)
        {
            if (count > 0)
                Print(", "u8);
            PrintType();
        }

        Print(count == 1 ? ",)"u8 : ")"u8);
    }

    private void PrintFunction()
    {
        ulong outer = OpenBinder();
        if (TryTake('U'))
            Print("unsafe "u8);
        if (TryTake('K'))
        {
            Print("extern \""u8);
            if (TryTake('C'))
                Print("C"u8);
            else
                PrintAbi(TakeIdentifier());
            Print("\" "u8);
        }

        Print("fn("u8);
        for (bool isFirst = true; !_failed && !TryTake('E'); isFirst = false)
        {
            if (!isFirst)
                Print(", "u8);
            PrintType();
        }

        Print(")"u8);
        // A function that gives nothing has no arrow.
        if (!TryTake('u'))
        {
            Print(" -> "u8);
            PrintType();
        }

        _boundLifetimes = outer;
    }

    // An underscore stands for a hyphen there.
    private void PrintAbi(Identifier abi)
    {
        if (abi.IsPunycode || abi.Length == 0)
        {
            Fail();
            return;
        }

        foreach (byte letter in _name.Slice(abi.Start, abi.Length))
            Print(new ReadOnlySpan<byte>([letter == '_' ? (byte)'-' : letter]));
    }

    private void PrintDynamic()
    {
        Print("dyn "u8);
        ulong outer = OpenBinder();
        for (bool isFirst = true; !_failed && !TryTake('E'); isFirst = false)
        {
            if (!isFirst)
                Print(" + "u8);
            PrintDynamicTrait();
        }

        _boundLifetimes = outer;
        if (!TryTake('L'))
        {
            Fail();
            return;
        }

        ulong lifetime = TakeBase62();
        if (lifetime == 0)
            return;
        Print(" + "u8);
        PrintLifetime(lifetime);
    }

    // What the associated types are stands among the arguments of the trait.
    private void PrintDynamicTrait()
    {
        bool isOpen = PrintOpenPath();
        while (TryTake('p'))
        {
            Print(isOpen ? ", "u8 : "<"u8);
            isOpen = true;
            Print(TakeIdentifier());
            Print(" = "u8);
            PrintType();
        }

        if (isOpen)
            Print(">"u8);
    }

    /// <summary>Prints a path, and leaves its generic arguments open where it has some.</summary>
    private bool PrintOpenPath()
    {
        if (!Enter())
            return false;
        bool isOpen = false;
        if (TryTake('B'))
        {
            if (TryGoBack(out int back))
            {
                isOpen = PrintOpenPath();
                ReturnTo(back);
            }
        }
        else if (TryTake('I'))
        {
            PrintPath(inValue: false);
            Print("<"u8);
            PrintGenericArguments();
            isOpen = true;
        }
        else
        {
            PrintPath(inValue: false);
        }

        _depth--;
        return isOpen;
    }

    private ulong OpenBinder()
    {
        ulong outer = _boundLifetimes;
        ulong count = TakeOptional('G');
        if (count == 0)
            return outer;
        // More than a name could use would be printed one by one.
        if (count > (ulong)_name.Length)
        {
            Fail();
            return outer;
        }

        Print("for<"u8);
        for (ulong i = 0; i < count; i++)
        {
            if (i > 0)
                Print(", "u8);
            _boundLifetimes++;
            PrintLifetime(1);
        }

        Print("> "u8);
        return outer;
    }

    private void PrintPattern()
    {
        switch ((char)Next())
        {
            case 'R':
                PrintConstant(inValue: true);
                Print("..="u8);
                PrintConstant(inValue: true);
                break;
            case 'O':
                for (bool isFirst = true; !_failed && !TryTake('E'); isFirst = false)
                {
                    if (!isFirst)
                        Print(" | "u8);
                    if (!Enter())
                        return;
                    PrintPattern();
                    _depth--;
                }

                break;
            case 'N':
                Print("!null"u8);
                break;
            default:
                Fail();
                break;
        }
    }
}
