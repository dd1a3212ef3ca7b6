namespace Sonde.Symbols;

internal sealed partial class ItaniumParser
{
    /// <param name="isOfEncoding">Whether they are what the parameters in the rest of the encoding stand for.</param>
    private int ParseTemplateArguments(bool isOfEncoding)
    {
        Expect('I');
        // Each template in a name has parameters of its own; those of the last count.
        if (isOfEncoding)
            _firstArgument = _arguments.Count;
        bool inConversion = _inConversion;
        _inConversion = false;
        int mark = _pending.Count;
        int constraint = 0;
        while (!TryTake('E'))
        {
            if (_failed)
                return 0;
            if (TryTake('Q'))
            {
                constraint = ParseExpression();
                continue;
            }

            int argument = ParseTemplateArgument();
            _pending.Push(argument);
            if (isOfEncoding)
                _arguments.Push(argument);
        }

        _inConversion = inConversion;
        int arguments = EndList(mark);
        return constraint == 0 ? arguments : tree.Add(NodeKind.Constrained, arguments, constraint);
    }

    private int ParseTemplateArgument()
    {
        if (!Enter())
            return 0;
        int argument;
        switch (Peek())
        {
            case (byte)'L':
                argument = ParseLiteral();
                break;
            case (byte)'X':
                _position++;
                argument = ParseExpression();
                Expect('E');
                break;
            case (byte)'J':
            // Older compilers wrote packs so.
            case (byte)'I':
                _position++;
                int mark = _pending.Count;
                while (!TryTake('E') && !_failed)
                    _pending.Push(ParseTemplateArgument());
                argument = EndList(mark, NodeKind.ArgumentPack);
                break;
            case (byte)'T' when Peek(1) is (byte)'y' or (byte)'n' or (byte)'t' or (byte)'p' or (byte)'k':
                // What the parameter is, where the argument alone would not tell.
                SkipParameterDeclaration();
                argument = ParseTemplateArgument();
                break;
            default:
                argument = ParseType();
                break;
        }

        _depth--;
        return argument;
    }

    private void SkipParameterDeclaration()
    {
        (int depth, int declared) = (_lambdaDepth, _lambdaDeclared);
        _lambdaDepth++;
        _lambdaDeclared = 0;
        ParseParameterDeclaration();
        (_lambdaDepth, _lambdaDeclared) = (depth, declared);
    }

    /// <summary>
    /// A use of a parameter. What it stands for depends on where it is printed: as a substitution it may come again in the type of another
    /// function, whose parameter it is then.
    /// </summary>
    private int ParseTemplateParameter()
    {
        Expect('T');
        if (TryTake('L'))
            TakeIndex();
        int index = TakeIndex();
        if (_failed)
            return 0;
        if (_lambdaDepth > 0)
            return tree.Add(NodeKind.Parameter, 0, index, index < _lambdaDeclared ? LambdaParameter.Declared : LambdaParameter.Auto);
        int argument = index < _arguments.Count - _firstArgument ? _arguments[_firstArgument + index] : 0;
        return tree.Add(NodeKind.Parameter, argument, index, LambdaParameter.None);
    }

    private int ParseSubstitution()
    {
        Expect('S');
        byte letter = Peek();
        if (letter is (byte)'a' or (byte)'b' or (byte)'s' or (byte)'i' or (byte)'o' or (byte)'d')
        {
            _position++;
            int standard = tree.Add(NodeKind.Standard, letter);
            while (Peek() == 'B')
            {
                _position++;
                int length = TakeNumber();
                standard = Substitutable(tree.Add(NodeKind.Tagged, standard, _position, length));
                TakeText(length);
            }

            return standard;
        }

        int index = TakeIndex(36);
        return !_failed && index < _substitutions.Count ? _substitutions[index] : Fail();
    }
}
