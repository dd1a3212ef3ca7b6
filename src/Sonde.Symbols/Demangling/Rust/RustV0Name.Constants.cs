using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Sonde.Symbols;

internal ref partial struct RustV0Name
{
    /// <param name="inValue">Whether it is part of an expression; one that is a generic argument stands in braces if it is not plain.</param>
    private void PrintConstant(bool inValue)
    {
        if (!Enter())
            return;
        byte type = Next();
        switch ((char)type)
        {
            case 'p':
                Print("_"u8);
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                PrintInteger(type);
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                if (TryTake('n'))
                    Print("-"u8);
                PrintInteger(type);
                break;
            case 'b':
                ReadOnlySpan<byte> truth = TakeHex();
                Print(truth is [(byte)'1'] ? "true"u8 : "false"u8);
                if (truth is not ([(byte)'0'] or [(byte)'1']))
                    Fail();
                break;
            case 'c':
                PrintCharacter();
                break;
            case 'B':
                if (TryGoBack(out int back))
                {
                    PrintConstant(inValue);
                    ReturnTo(back);
                }

                break;
            default:
                if (!inValue)
                    Print("{"u8);
                PrintComposedConstant((char)type);
                if (!inValue)
                    Print("}"u8);
                break;
        }

        _depth--;
    }

    private void PrintComposedConstant(char type)
    {
        switch (type)
        {
            case 'e':
                // The text itself has no size that is known; a reference to it has.
                Print("*"u8);
                PrintText();
                break;
            case 'R' when TryTake('e'):
                PrintText();
                break;
            case 'R' or 'Q':
                Print(type == 'R' ? "&"u8 : "&mut "u8);
                PrintConstant(inValue: true);
                break;
            case 'A':
                Print("["u8);
                PrintConstants();
                Print("]"u8);
                break;
            case 'T':
                Print("("u8);
                Print(PrintConstants() == 1 ? ",)"u8 : ")"u8);
                break;
            case 'V':
                PrintPath(inValue: true);
                PrintFields();
                break;
            default:
                Fail();
                break;
        }
    }

    private int PrintConstants()
    {
        int count = 0;
        for (; !_failed && !TryTake('E'); count++)
        {
            if (count > 0)
                Print(", "u8);
            PrintConstant(inValue: true);
        }

        return count;
    }

    private void PrintFields()
    {
        switch ((char)Next())
        {
            case 'U':
                break;
            case 'T':
                Print("("u8);
                PrintConstants();
                Print(")"u8);
                break;
            case 'S':
                Print(" { "u8);
                for (bool isFirst = true; !_failed && !TryTake('E'); isFirst = false)
                {
                    if (!isFirst)
                        Print(", "u8);
                    TakeOptional('s');
                    Print(TakeIdentifier());
                    Print(": "u8);
                    PrintConstant(inValue: true);
                }

                Print(" }"u8);
                break;
            default:
                Fail();
                break;
        }
    }

    private ReadOnlySpan<byte> TakeHex()
    {
        int start = _position;
        while (char.IsAsciiHexDigitLower((char)Peek()))
            _position++;
        int length = _position - start;
        if (!TryTake('_'))
            Fail();
        return _failed ? default : _name.Slice(start, length);
    }

    // What does not fit in 64 bits stays as it is written.
    private void PrintInteger(byte type)
    {
        ReadOnlySpan<byte> digits = TakeHex();
        if (digits.IsEmpty)
        {
            Fail();
            return;
        }

        digits = digits.TrimStart((byte)'0');
        if (digits.Length > 16)
        {
            Print("0x"u8);
            Print(digits);
        }
        else
        {
            _ = Utf8Parser.TryParse(digits, out ulong value, out _, 'x');
            Print(value);
        }

        if (_withHash)
            Print(BasicType(type));
    }

    private void PrintCharacter()
    {
        ReadOnlySpan<byte> digits = TakeHex();
        if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code) || !Rune.IsValid(code))
        {
            Fail();
            return;
        }

        Print("'"u8);
        PrintEscaped(new Rune(code), '\'');
        Print("'"u8);
    }

    // Bytes of UTF-8, two digits each.
    private void PrintText()
    {
        ReadOnlySpan<byte> digits = TakeHex();
        if (_failed || digits.Length % 2 != 0)
        {
            Fail();
            return;
        }

        Print("\""u8);
        Span<byte> bytes = stackalloc byte[4];
        while (!digits.IsEmpty)
        {
            int available = Math.Min(4, digits.Length / 2);
            for (int i = 0; i < available; i++)
                bytes[i] = (byte)((Digit(digits[2 * i]) << 4) | Digit(digits[(2 * i) + 1]));
            if (Rune.DecodeFromUtf8(bytes[..available], out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
            {
                Fail();
                return;
            }

            PrintEscaped(rune, '"');
            digits = digits[(2 * used)..];
        }

        Print("\""u8);
    }

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;

    private readonly void PrintEscaped(Rune rune, char quote)
    {
        if (_silent != 0)
            return;
        switch (rune.Value)
        {
            case '\0':
                _text.Append("\\0"u8);
                break;
            case '\t':
                _text.Append("\\t"u8);
                break;
            case '\r':
                _text.Append("\\r"u8);
                break;
            case '\n':
                _text.Append("\\n"u8);
                break;
            case '\\':
                _text.Append("\\\\"u8);
                break;
            default:
                PrintUnescaped(rune, quote);
                break;
        }
    }

    private readonly void PrintUnescaped(Rune rune, char quote)
    {
        if (rune.Value == quote)
        {
            _text.Append('\\');
            _text.Append(quote);
        }
        else if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator)
        {
            Span<byte> digits = stackalloc byte[8];
            rune.Value.TryFormat(digits, out int length, "x", CultureInfo.InvariantCulture);
            _text.Append("\\u{"u8);
            _text.Append(digits[..length]);
            _text.Append('}');
        }
        else
        {
            _text.Append(rune);
        }
    }
}
