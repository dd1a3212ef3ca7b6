using System.Runtime.CompilerServices;

namespace Sonde.Symbols;

/// <summary>Names of Rust by its newer rules, printed while they are read. Parts that come again are places in the name, read once more.</summary>
internal ref partial struct RustV0Name
{
    private const int MaxDepth = 256;
    private const int MaxSteps = 1 << 18;

    private readonly ReadOnlySpan<byte> _name;
    private readonly DemangledText _text;
    private readonly bool _withHash;
    private int _position;
    private int _depth;
    private int _steps;
    private int _silent;
    private ulong _boundLifetimes;
    private bool _failed;

    /// <param name="name">What follows <c>_R</c>.</param>
    /// <param name="text">Where the readable name goes.</param>
    /// <param name="withHash">Whether crates have their hash, and numbers their type.</param>
    public RustV0Name(ReadOnlySpan<byte> name, DemangledText text, bool withHash)
    {
        // What compilers append is no part of what is read.
        int end = name.IndexOfAny((byte)'.', (byte)'$');
        _name = end < 0 ? name : name[..end];
        Suffix = end < 0 ? default : name[end..];
        _text = text;
        _withHash = withHash;
    }

    private ReadOnlySpan<byte> Suffix { get; }

    public bool TryPrint()
    {
        // A digit would be the number of a version that is not known; a path begins with a large letter.
        if (!char.IsAsciiLetterUpper((char)Peek()))
            return false;
        PrintPath(inValue: true);
        // The crate that the code was made for.
        if (char.IsAsciiLetterUpper((char)Peek()))
        {
            _silent++;
            PrintPath(inValue: false);
            _silent--;
        }

        if (_position != _name.Length)
            Fail();
        _text.Append(RustSuffix.Kept(Suffix));
        return !_failed && !_text.IsFull;
    }

    private readonly byte Peek() => !_failed && _position < _name.Length ? _name[_position] : (byte)0;

    private byte Next()
    {
        byte letter = Peek();
        if (letter == 0)
            Fail();
        else
            _position++;
        return letter;
    }

    private bool TryTake(char letter)
    {
        if (Peek() != letter)
            return false;
        _position++;
        return true;
    }

    private void Fail()
    {
        _failed = true;
        _position = _name.Length;
    }

    private bool Enter()
    {
        _depth++;
        if (!_failed && !_text.IsFull && ++_steps < MaxSteps && _depth < MaxDepth && ((_depth & 15) != 0 || RuntimeHelpers.TryEnsureSufficientExecutionStack()))
            return true;
        Fail();
        return false;
    }

    private readonly void Print(ReadOnlySpan<byte> part)
    {
        if (_silent == 0)
            _text.Append(part);
    }

    private readonly void Print(ulong number)
    {
        if (_silent == 0)
            _text.Append(number);
    }

    private ulong TakeBase62()
    {
        if (TryTake('_'))
            return 0;
        ulong number = 0;
        while (!TryTake('_'))
        {
            char letter = (char)Next();
            int digit = char.IsAsciiDigit(letter) ? letter - '0'
                : char.IsAsciiLetterLower(letter) ? letter - 'a' + 10
                : char.IsAsciiLetterUpper(letter) ? letter - 'A' + 36
                : -1;
            if (digit < 0 || number > (ulong.MaxValue - 100) / 62)
            {
                Fail();
                return 0;
            }

            number = (number * 62) + (ulong)digit;
        }

        return number + 1;
    }

    /// <summary>A number that stands for 0 where its letter does not.</summary>
    private ulong TakeOptional(char letter) => TryTake(letter) ? TakeBase62() + 1 : 0;

    private Identifier TakeIdentifier()
    {
        bool isPunycode = TryTake('u');
        if (!char.IsAsciiDigit((char)Peek()))
        {
            Fail();
            return default;
        }

        int length = Next() - '0';
        while (length != 0 && char.IsAsciiDigit((char)Peek()) && length < _name.Length)
            length = (length * 10) + (Next() - '0');
        TryTake('_');
        if (length > _name.Length - _position)
        {
            Fail();
            return default;
        }

        var identifier = new Identifier(_position, length, isPunycode);
        _position += length;
        return identifier;
    }

    private readonly void Print(Identifier identifier)
    {
        if (_silent != 0)
            return;
        ReadOnlySpan<byte> name = _name.Slice(identifier.Start, identifier.Length);
        if (!identifier.IsPunycode)
        {
            _text.Append(name);
            return;
        }

        int split = name.LastIndexOf((byte)'_');
        ReadOnlySpan<byte> plain = split < 0 ? default : name[..split];
        ReadOnlySpan<byte> encoded = name[(split + 1)..];
        if (Punycode.TryPrint(plain, encoded, _text))
            return;
        _text.Append("punycode{"u8);
        if (!plain.IsEmpty)
        {
            _text.Append(plain);
            _text.Append('-');
        }

        _text.Append(encoded);
        _text.Append('}');
    }

    /// <summary>Goes to where a part stood first, before this place. What is not printed needs not be read again.</summary>
    private bool TryGoBack(out int back)
    {
        int start = _position - 1;
        ulong place = TakeBase62();
        back = _position;
        if (_failed || place >= (ulong)start)
        {
            Fail();
            return false;
        }

        if (_silent != 0)
            return false;
        _position = (int)place;
        return true;
    }

    private readonly record struct Identifier(int Start, int Length, bool IsPunycode);
}
