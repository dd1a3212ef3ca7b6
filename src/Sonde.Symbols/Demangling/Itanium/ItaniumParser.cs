using System.Runtime.CompilerServices;

namespace Sonde.Symbols;

/// <summary>Takes names apart by the grammar of the Itanium C++ ABI.</summary>
/// <remarks>
/// A fault moves the place to the end and is remembered: what is read from then on is nothing, so that no step needs to look at the result of
/// the one before. What the parameters of a template stand for is settled when they are printed, by the function that they are printed in.
/// </remarks>
internal sealed partial class ItaniumParser(ItaniumTree tree)
{
    private const int MaxDepth = 512;

    // How many identifiers are looked at ahead in a whole name.
    private const int MaxLookAhead = 1 << 18;

    private readonly NodeStack _substitutions = new();
    private readonly NodeStack _pending = new();
    private readonly NodeStack _arguments = new();
    private byte[] _text = [];
    private int _position;
    private int _end;
    private int _depth;
    private int _firstArgument;
    private int _lambdaDepth;
    private int _lambdaDeclared;
    private int _lookedAhead;
    private bool _inConversion;
    private bool _hasScopes;
    private bool _scopesAreTypes;
    private bool _failed;

    /// <summary>Parses what the tree was begun with. False where it is no such name.</summary>
    /// <remarks>
    /// GCC writes a scope that a parameter decides as a type, whose parts are candidates for substitutions; the ABI has it as a chain of names,
    /// which are none. They look alike, so that what is no name in the one way is tried in the other.
    /// </remarks>
    public bool TryParse(out int root)
    {
        _scopesAreTypes = false;
        if (TryParseOnce(out root))
            return true;
        _scopesAreTypes = true;
        return _hasScopes && TryParseOnce(out root);
    }

    private bool TryParseOnce(out int root)
    {
        _substitutions.CutTo(0);
        _pending.CutTo(0);
        _arguments.CutTo(0);
        _position = _depth = _firstArgument = _lambdaDepth = _lambdaDeclared = _lookedAhead = 0;
        _inConversion = _hasScopes = _failed = false;
        _text = tree.Buffer;
        _end = tree.Length;
        root = ParseMangledName();
        if (_position != _end)
            Fail();
        return !_failed;
    }

    private int ParseMangledName()
    {
        ReadOnlySpan<byte> text = tree.Text;
        if (text.StartsWith("_GLOBAL_"u8) && text.Length > 11 && text[8] is (byte)'.' or (byte)'_' or (byte)'$' && text[9] is (byte)'I' or (byte)'D' && text[10] == '_')
            return ParseGlobalConstructors(text[9] == 'I');
        if (!TryTake("_Z"u8))
            return Fail();
        int encoding = ParseEncoding();
        while (Peek() == '.')
            encoding = ParseSuffix(encoding);
        return encoding;
    }

    /// <summary>The functions that construct or destroy the global objects of a file, which a function or the file names.</summary>
    private int ParseGlobalConstructors(bool isConstructor)
    {
        _position = 11;
        int of = TryTake("_Z"u8) ? ParseEncoding() : TakeText(_end - _position);
        return tree.Add(NodeKind.Special, isConstructor ? Words.Constructors : Words.Destructors, of);
    }

    // What compilers append to the clones of a function: .part.0, .constprop.1, .isra.0.cold, .llvm.123. A word with its numbers is one.
    private int ParseSuffix(int encoding)
    {
        int start = _position++;
        if (char.IsAsciiLetterLower((char)Peek()) || Peek() == '_')
        {
            while (char.IsAsciiLetterLower((char)Peek()) || Peek() == '_')
                _position++;
        }
        else if (!char.IsAsciiDigit((char)Peek()))
        {
            return Fail();
        }
        else
        {
            SkipDigits();
        }

        while (Peek() == '.' && char.IsAsciiDigit((char)Peek(1)))
        {
            _position++;
            SkipDigits();
        }

        return tree.Add(NodeKind.Clone, encoding, start, _position - start);
    }

    private byte Peek() => _position < _end ? _text[_position] : (byte)0;

    private byte Peek(int ahead) => _position + ahead < _end ? _text[_position + ahead] : (byte)0;

    private byte Next() => _position < _end ? _text[_position++] : (byte)0;

    private bool TryTake(char letter)
    {
        if (Peek() != letter)
            return false;
        _position++;
        return true;
    }

    private bool TryTake(ReadOnlySpan<byte> letters)
    {
        if (!tree.Text[_position..].StartsWith(letters))
            return false;
        _position += letters.Length;
        return true;
    }

    private void Expect(char letter)
    {
        if (!TryTake(letter))
            Fail();
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit((char)Peek()))
            _position++;
    }

    // Longer numbers than a name could count are none.
    private int TakeNumber()
    {
        if (!char.IsAsciiDigit((char)Peek()))
            return Fail();
        int number = 0;
        while (char.IsAsciiDigit((char)Peek()))
        {
            number = (number * 10) + (Next() - '0');
            if (number > 100_000_000)
                return Fail();
        }

        return number;
    }

    /// <summary>A number and an underscore, where no number is 0 and each other is one more than it says.</summary>
    private int TakeIndex(int radix = 10)
    {
        if (TryTake('_'))
            return 0;
        int number = 0;
        while (!TryTake('_'))
        {
            byte digit = Next();
            int value = char.IsAsciiDigit((char)digit) ? digit - '0' : radix == 36 && char.IsAsciiLetterUpper((char)digit) ? digit - 'A' + 10 : -1;
            if (value < 0 || number > 10_000_000)
                return Fail();
            number = (number * radix) + value;
        }

        return number + 1;
    }

    private int TakeText(int length)
    {
        if (length <= 0 || length > _end - _position)
            return Fail();
        int name = tree.Add(NodeKind.Name, _position, length);
        _position += length;
        return name;
    }

    private int Fail()
    {
        _failed = true;
        _position = _end;
        return 0;
    }

    // Too deep a name for the limit, or for what this thread has left of its stack, is no name.
    private bool Enter()
    {
        _depth++;
        if (!_failed && _depth <= MaxDepth && ((_depth & 15) != 0 || RuntimeHelpers.TryEnsureSufficientExecutionStack()))
            return true;
        Fail();
        return false;
    }

    private int Substitutable(int node)
    {
        if (!_failed)
            _substitutions.Push(node);
        return node;
    }

    /// <summary>Ends a list of the nodes that were pushed since a mark.</summary>
    private int EndList(int mark, NodeKind kind = NodeKind.List)
    {
        int list = tree.AddList(kind, _pending.From(mark));
        _pending.CutTo(mark);
        return list;
    }
}
