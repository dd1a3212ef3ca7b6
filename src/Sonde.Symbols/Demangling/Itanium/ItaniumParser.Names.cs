namespace Sonde.Symbols;

internal sealed partial class ItaniumParser
{
    private int ParseName(ref NameTraits traits)
    {
        if (!Enter())
            return 0;
        int name = Peek() switch
        {
            (byte)'N' => ParseNestedName(ref traits),
            (byte)'Z' => ParseLocalName(ref traits),
            _ => ParseUnscopedName(ref traits),
        };
        _depth--;
        return name;
    }

    private int ParseUnscopedName(ref NameTraits traits)
    {
        int name;
        if (Peek() == 'S' && Peek(1) != 't')
        {
            name = ParseSubstitution();
            // A module is no name, but what stands before one.
            if (IsModule(name))
                name = Substitutable(ParseUnqualifiedName(ref traits, 0, name));
            else if (Peek() != 'I')
                return Fail();
            else
                return ParseArgumentsOf(name, ref traits);
            return Peek() == 'I' ? ParseArgumentsOf(name, ref traits) : name;
        }

        int scope = TryTake("St"u8) ? tree.Add(NodeKind.Word, Words.Std) : 0;
        name = ParseUnqualifiedName(ref traits, scope, 0);
        return Peek() == 'I' ? ParseArgumentsOf(Substitutable(name), ref traits) : name;
    }

    private int ParseArgumentsOf(int name, ref NameTraits traits)
    {
        if (tree[name].Kind == NodeKind.Templated)
            return Fail();
        int arguments = ParseTemplateArguments(traits.NamesEncoding);
        traits.EndsWithArguments = true;
        return tree.Add(NodeKind.Templated, name, arguments);
    }

    private int ParseNestedName(ref NameTraits traits)
    {
        Expect('N');
        if (TryTake('H'))
            traits.Qualifiers |= Qualifiers.ExplicitObject;
        traits.Qualifiers |= TakeQualifiers();
        traits.Qualifiers |= TryTake('R') ? Qualifiers.LvalueOnly : TryTake('O') ? Qualifiers.RvalueOnly : Qualifiers.None;

        int name = 0;
        bool isSubstitution = false;
        while (!TryTake('E'))
        {
            if (_failed)
                return 0;
            traits.EndsWithArguments = false;
            isSubstitution = false;
            switch (Peek())
            {
                case (byte)'T' when name == 0:
                    name = ParseTemplateParameter();
                    break;
                case (byte)'I' when name != 0 && tree[name].Kind != NodeKind.Templated:
                    name = ParseArgumentsOf(name, ref traits);
                    break;
                case (byte)'D' when name == 0 && Peek(1) is (byte)'t' or (byte)'T':
                    name = ParseDecltype();
                    break;
                case (byte)'S' when Peek(1) != 't':
                    int earlier = ParseSubstitution();
                    if (IsModule(earlier))
                    {
                        name = ParseUnqualifiedName(ref traits, name, earlier);
                        break;
                    }

                    if (name != 0)
                        return Fail();
                    name = earlier;
                    isSubstitution = true;
                    continue;
                case (byte)'S' when name == 0:
                    _position += 2;
                    name = ParseUnqualifiedName(ref traits, tree.Add(NodeKind.Word, Words.Std), 0);
                    break;
                default:
                    name = ParseUnqualifiedName(ref traits, name, 0);
                    break;
            }

            Substitutable(name);
            // Closures in the initialiser of a member have it as their scope.
            TryTake('M');
        }

        // The whole is a candidate as a type, which is for the caller to say.
        if (name == 0 || isSubstitution)
            return name == 0 ? Fail() : name;
        _substitutions.CutTo(Math.Max(_substitutions.Count - 1, 0));
        return name;
    }

    private int ParseLocalName(ref NameTraits traits)
    {
        Expect('Z');
        int function = ParseEncoding();
        Expect('E');
        int entity;
        if (TryTake('s'))
        {
            entity = tree.Add(NodeKind.Word, Words.StringLiteral);
        }
        else if (TryTake('d'))
        {
            int number = TakeIndex();
            entity = tree.Add(NodeKind.DefaultArgument, number + 1, ParseName(ref traits));
        }
        else
        {
            entity = ParseName(ref traits);
        }

        SkipDiscriminator();
        return tree.Add(NodeKind.Local, function, entity);
    }

    // Tells things of one name apart that have no other difference; nobody prints it.
    private void SkipDiscriminator()
    {
        if (Peek() != '_')
            return;
        if (char.IsAsciiDigit((char)Peek(1)))
        {
            _position += 2;
        }
        else if (Peek(1) == '_' && char.IsAsciiDigit((char)Peek(2)))
        {
            _position += 2;
            SkipDigits();
            Expect('_');
        }
    }

    private int ParseUnqualifiedName(ref NameTraits traits, int scope, int module)
    {
        if (!Enter())
            return 0;
        module = ParseModules(module);
        bool isFriend = TryTake('F');
        bool isInternal = TryTake('L');
        byte first = Peek();
        int name;
        if (char.IsAsciiDigit((char)first))
            name = ParseSourceName();
        else if (first == 'U')
            name = ParseUnnamed();
        else if (first == 'D' && Peek(1) == 'C')
            name = ParseStructuredBinding();
        else if (first is (byte)'C' or (byte)'D')
            name = ParseConstructor(ref traits, ref scope);
        else
            name = ParseOperatorName(ref traits);
        if (isInternal)
            SkipDiscriminator();

        if (module != 0)
            name = tree.Add(NodeKind.InModule, name, module);
        while (TryTake('B'))
        {
            int length = TakeNumber();
            name = tree.Add(NodeKind.Tagged, name, _position, length);
            TakeText(length);
        }

        if (isFriend)
            name = tree.Add(NodeKind.Friend, name);
        _depth--;
        return scope == 0 ? name : tree.Add(NodeKind.Nested, scope, name);
    }

    private int ParseSourceName()
    {
        int length = TakeNumber();
        int start = _position;
        int name = TakeText(length);
        if (_failed)
            return 0;
        ReadOnlySpan<byte> text = tree.Slice(start, length);
        return text.StartsWith("_GLOBAL_"u8) && length >= 10 && text[8] is (byte)'.' or (byte)'_' or (byte)'$' && text[9] == 'N'
            ? tree.Add(NodeKind.Word, Words.AnonymousNamespace)
            : name;
    }

    private int ParseModules(int module)
    {
        while (TryTake('W'))
        {
            NodeKind kind = TryTake('P') ? NodeKind.ModulePartition : NodeKind.Module;
            int length = TakeNumber();
            module = Substitutable(tree.Add(kind, module, _position, length));
            TakeText(length);
        }

        return module;
    }

    private bool IsModule(int node) => tree[node].Kind is NodeKind.Module or NodeKind.ModulePartition;

    private int ParseStructuredBinding()
    {
        _position += 2;
        int mark = _pending.Count;
        while (!TryTake('E') && !_failed)
            _pending.Push(ParseSourceName());
        return EndList(mark, NodeKind.StructuredBinding);
    }

    private int ParseConstructor(ref NameTraits traits, ref int scope)
    {
        if (scope == 0)
            return Fail();
        // Members of std::string are members of what it stands for.
        if (tree[scope].Kind == NodeKind.Standard)
            scope = tree.Add(NodeKind.Standard, tree[scope].A, 1);
        bool isConstructor = Next() == 'C';
        bool isInherited = isConstructor && TryTake('I');
        byte variant = Next();
        if (!(isConstructor ? variant is >= (byte)'1' and <= (byte)'5' : variant is (byte)'0' or (byte)'1' or (byte)'2' or (byte)'4' or (byte)'5'))
            return Fail();
        traits.HasNoResult = true;
        if (!isInherited)
            return tree.Add(isConstructor ? NodeKind.Constructor : NodeKind.Destructor, scope);
        var of = default(NameTraits);
        return tree.Add(NodeKind.Constructor, Peek() is (byte)'S' or (byte)'T' ? ParseType() : ParseInheritedClass(ref of));
    }

    // The class that a constructor is inherited from is a candidate, as a type is.
    private int ParseInheritedClass(ref NameTraits traits) => Substitutable(ParseName(ref traits));

    private int ParseOperatorName(ref NameTraits traits)
    {
        byte first = Next();
        byte second = Next();
        if (first == 'c' && second == 'v')
        {
            // Arguments behind a parameter here are those of the operator.
            bool before = _inConversion;
            _inConversion = traits.NamesEncoding || before;
            int type = ParseType();
            _inConversion = before;
            traits.HasNoResult = true;
            return tree.Add(NodeKind.Conversion, type);
        }

        if (first == 'l' && second == 'i')
            return tree.Add(NodeKind.LiteralOperator, ParseSourceName());
        if (first == 'v' && char.IsAsciiDigit((char)second))
            return tree.Add(NodeKind.VendorOperator, ParseSourceName());
        int index = Operators.Find(first, second);
        return index < 0 ? Fail() : tree.Add(NodeKind.Operator, index);
    }

    private int ParseUnnamed()
    {
        Expect('U');
        switch (Next())
        {
            case (byte)'t':
                return tree.Add(NodeKind.UnnamedType, TakeIndex() + 1);
            case (byte)'l':
                return ParseLambda();
            case (byte)'b':
                TakeIndex();
                return tree.Add(NodeKind.Word, Words.BlockLiteral);
            default:
                return Fail();
        }
    }

    private int ParseLambda()
    {
        (int depth, int declared, bool inConversion) = (_lambdaDepth, _lambdaDeclared, _inConversion);
        _lambdaDepth++;
        _lambdaDeclared = 0;
        _inConversion = false;
        int mark = _pending.Count;
        while (Peek() == 'T' && Peek(1) is (byte)'y' or (byte)'n' or (byte)'t' or (byte)'p' or (byte)'k')
            _pending.Push(ParseParameterDeclaration());
        int declarations = EndList(mark);
        int constraint = TryTake('Q') ? ParseExpression() : 0;
        if (TryTake('v'))
        {
            if (Peek() is not ((byte)'E' or (byte)'Q'))
                Fail();
        }
        else
        {
            while (Peek() is not ((byte)'E' or (byte)'Q') && !_failed)
                _pending.Push(ParseType());
        }

        int parameters = EndList(mark);
        if (TryTake('Q'))
            constraint = ParseExpression();
        Expect('E');
        (_lambdaDepth, _lambdaDeclared, _inConversion) = (depth, declared, inConversion);
        if (constraint != 0)
            parameters = tree.Add(NodeKind.Constrained, parameters, constraint);
        return tree.Add(NodeKind.Lambda, declarations, parameters, TakeIndex() + 1);
    }

    private int ParseParameterDeclaration()
    {
        if (!Enter())
            return 0;
        _position++;
        byte kind = Next();
        int declaration;
        if (kind == 'p')
        {
            declaration = ParseParameterDeclaration();
            declaration = _failed ? 0 : tree.Add(NodeKind.ParameterDeclaration, tree[declaration].A, tree[declaration].B, 1, tree[declaration].Detail);
        }
        else
        {
            int index = _lambdaDeclared++;
            int what = 0;
            if (kind == 'n')
            {
                what = ParseType();
            }
            else if (kind == 'k')
            {
                var traits = default(NameTraits);
                what = ParseName(ref traits);
            }
            else if (kind == 't')
            {
                int outer = _lambdaDeclared;
                int mark = _pending.Count;
                _lambdaDeclared = 0;
                while (!TryTake('E') && !_failed)
                    _pending.Push(ParseParameterDeclaration());
                what = EndList(mark);
                _lambdaDeclared = outer;
            }

            int parameter = tree.Add(NodeKind.DeclaredParameter, index, 0, 0, kind);
            declaration = tree.Add(NodeKind.ParameterDeclaration, parameter, what, 0, kind);
        }

        _depth--;
        return declaration;
    }
}
