namespace Sonde.Symbols;

internal sealed partial class ItaniumPrinter
{
    private void PrintParameterLeft(int parameter)
    {
        int scope = _scope;
        if (!TryGetArgument(tree[parameter], ref scope, out int argument))
        {
            PrintLambdaParameter(tree[parameter]);
            return;
        }

        int outer = OpenParameter(parameter, scope);
        // A pack that is not gone through is printed whole.
        PrintLeft(argument);
        CloseParameter(outer);
    }

    private void PrintParameterRight(int parameter)
    {
        int scope = _scope;
        if (!TryGetArgument(tree[parameter], ref scope, out int argument) || !HasRight(tree[argument].Kind))
            return;
        int outer = OpenParameter(parameter, scope);
        PrintRight(argument);
        CloseParameter(outer);
    }

    private int OpenParameter(int parameter, int scope)
    {
        int outer = _scope;
        _scope = scope;
        _openParameters.Push(parameter);
        return outer;
    }

    private void CloseParameter(int outer)
    {
        _openParameters.Pop();
        _scope = outer;
    }

    /// <summary>
    /// The scope of a parameter that a reference refers to: the one where a reference to it was printed first, which GNU's demangler and
    /// LLVM's keep for the substitutions that stand for it in other functions.
    /// </summary>
    private int ScopeOfReferred(int parameter)
    {
        int first = IndexOf(_referredParameters, parameter);
        if (first < 0)
        {
            _referredParameters.Push(parameter);
            _referredScopes.Push(_scope);
            return _scope;
        }

        // Within its own argument that scope would lead back to the argument.
        return IndexOf(_openParameters, parameter) < 0 ? _referredScopes[first] : _scope;
    }

    // Real names have few parameters: what is looked at counts as steps, for the others.
    private int IndexOf(NodeStack nodes, int node)
    {
        int index = nodes.From(0).IndexOf(node);
        _steps += index < 0 ? nodes.Count : index;
        return index;
    }

    /// <summary>The argument of a parameter, of a pack the one whose turn it is, and the scope that it is to be printed in.</summary>
    private bool TryGetArgument(in Node parameter, ref int scope, out int argument)
    {
        argument = 0;
        if (_lambdaDepth == 0 && scope != NoScope && tree[_scopeArguments[scope]] is var list && parameter.B < list.B)
        {
            argument = tree.ItemAt(list, parameter.B);
            scope = _outerScopes[scope];
        }
        else if (parameter.A != 0)
        {
            argument = parameter.A;
        }
        else
        {
            return false;
        }

        ref readonly Node pack = ref tree[argument];
        if (pack.Kind != NodeKind.ArgumentPack)
            return true;
        if (_packCount == Searching)
        {
            _packCount = pack.B;
            _packIndex = 0;
        }

        // Packs of one expansion are of one length; beyond the end of a shorter one there is nothing.
        if (_packIndex >= 0)
            argument = _packIndex < pack.B ? tree.ItemAt(pack, _packIndex) : 0;
        return true;
    }

    private void PrintLambdaParameter(in Node parameter)
    {
        switch (parameter.C)
        {
            case LambdaParameter.Declared:
                text.Append("$T"u8);
                text.Append((ulong)parameter.B);
                break;
            case LambdaParameter.Auto:
                text.Append("auto:"u8);
                text.Append((ulong)parameter.B + 1);
                break;
            default:
                // It stands for nothing: no compiler made this name.
                _failed = true;
                break;
        }
    }

    /// <summary>Goes from parameters to what they stand for.</summary>
    private void Resolve(ref int node, ref int scope)
    {
        while (tree[node].Kind == NodeKind.Parameter)
        {
            if (++_steps >= MaxSteps)
                _failed = true;
            if (_failed || !TryGetArgument(tree[node], ref scope, out int argument))
                return;
            node = argument;
        }
    }

    /// <summary>Makes the arguments of a function's name those of the parameters in it, and keeps them for references that come back to them.</summary>
    private void EnterScope(int name)
    {
        int arguments = ArgumentsOf(name);
        if (arguments == 0)
            return;
        _scopeArguments.Push(arguments);
        _outerScopes.Push(_scope);
        _scope = _scopeArguments.Count - 1;
    }

    // A function's own, or where it has none those of the innermost class that has some.
    private int ArgumentsOf(int name)
    {
        while (true)
        {
            ref readonly Node n = ref tree[name];
            switch (n.Kind)
            {
                case NodeKind.Templated:
                    return tree[n.B].Kind == NodeKind.Constrained ? tree[n.B].A : n.B;
                case NodeKind.Local or NodeKind.DefaultArgument:
                    name = n.B;
                    break;
                case NodeKind.Nested or NodeKind.Tagged or NodeKind.Friend:
                    name = n.A;
                    break;
                default:
                    return 0;
            }
        }
    }
}
