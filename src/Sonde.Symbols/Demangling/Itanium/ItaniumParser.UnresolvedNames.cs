namespace Sonde.Symbols;

internal sealed partial class ItaniumParser
{
    /// <summary>A name that is looked up where the template is used: an identifier, an operator or a destructor, with arguments or not.</summary>
    private int ParseUnresolvedBase()
    {
        if (TryTake("dn"u8))
            return ParseDestructorName();
        TryTake("on"u8);
        var traits = default(NameTraits);
        bool before = _inConversion;
        int name = ParseUnqualifiedName(ref traits, 0, 0);
        _inConversion = before;
        return Peek() == 'I' ? ParseArgumentsOf(name, ref traits) : name;
    }

    private int ParseDestructorName()
    {
        if (!char.IsAsciiDigit((char)Peek()))
            return tree.Add(NodeKind.DestructorName, ParseType());
        int name = ParseSourceName();
        var traits = default(NameTraits);
        return tree.Add(NodeKind.DestructorName, Peek() == 'I' ? ParseArgumentsOf(name, ref traits) : name);
    }

    private int ParseUnresolvedName()
    {
        _position += 2;
        _hasScopes = true;
        if (_scopesAreTypes)
        {
            int type = ParseType();
            return tree.Add(NodeKind.Nested, type, ParseUnresolvedBase());
        }

        // srN <type> <level>+ E <name>: names in a scope that a parameter decides.
        bool isChain = TryTake('N');
        int scope;
        if (isChain && Peek() is not ((byte)'T' or (byte)'D' or (byte)'S'))
        {
            scope = ParseLevel(0);
        }
        else if (!isChain && char.IsAsciiDigit((char)Peek()))
        {
            // sr <level>+ E <name> is a chain too, sr <type> <name> what older compilers write. They are told apart behind the first part: what
            // was read is not read again, which would double the work with each that stands in another's arguments.
            scope = ParseFirstLevel();
            while (char.IsAsciiDigit((char)Peek()) && !_failed && HasEndBeforeName())
                scope = ParseLevel(scope);
            TryTake('E');
        }
        else
        {
            scope = ParseType();
        }

        if (isChain)
        {
            while (!TryTake('E'))
            {
                if (_failed)
                    return 0;
                scope = ParseLevel(scope);
            }
        }

        return tree.Add(NodeKind.Nested, scope, ParseUnresolvedBase());
    }

    private int ParseFirstLevel()
    {
        int name = ParseSourceName();
        var traits = default(NameTraits);
        // Parts of a chain are no candidates for substitutions.
        if (Peek() == 'I')
            return ParseArgumentsOf(name, ref traits);
        return Peek() == 'E' || HasEndBeforeName() ? name : Substitutable(name);
    }

    private int ParseLevel(int scope)
    {
        int name = ParseSourceName();
        var traits = default(NameTraits);
        if (Peek() == 'I')
            name = ParseArgumentsOf(name, ref traits);
        return scope == 0 ? name : tree.Add(NodeKind.Nested, scope, name);
    }

    // Whether identifiers alone stand between here and an E.
    private bool HasEndBeforeName()
    {
        int start = _position;
        bool found = false;
        while (char.IsAsciiDigit((char)Peek()))
        {
            int length = 0;
            while (char.IsAsciiDigit((char)Peek()) && length < _end)
                length = (length * 10) + (Next() - '0');
            if (length <= 0 || length > _end - _position)
                break;
            _position += length;
            if (++_lookedAhead > MaxLookAhead)
            {
                Fail();
                return false;
            }

            // The E of a chain has the name behind it; another ends what the whole stands in.
            found = Peek() == 'I' || (Peek() == 'E' && (char.IsAsciiDigit((char)Peek(1)) || (Peek(1) is (byte)'o' or (byte)'d' && Peek(2) == 'n')));
            if (found)
                break;
        }

        _position = start;
        return found;
    }
}
