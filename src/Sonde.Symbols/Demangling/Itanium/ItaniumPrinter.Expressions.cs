namespace Sonde.Symbols;

internal sealed partial class ItaniumPrinter
{
    private void PrintExpression(in Node n)
    {
        switch (n.Kind)
        {
            case NodeKind.Literal:
                PrintLiteral(n);
                break;
            case NodeKind.StringLiteral:
                text.Append("\"<"u8);
                Print(n.A);
                text.Append(">\""u8);
                break;
            case NodeKind.Unary:
                PrintUnary(n);
                break;
            case NodeKind.Postfix:
                PrintOperand(n.B);
                text.Append(Operators.Text(n.A));
                break;
            case NodeKind.Binary:
                PrintBinary(n);
                break;
            case NodeKind.Conditional:
                PrintOperand(n.A);
                text.Append('?');
                PrintOperand(n.B);
                text.Append(" : "u8);
                PrintOperand(n.C);
                break;
            case NodeKind.Call:
                PrintCallee(n.A);
                PrintGroup(n.B);
                break;
            case NodeKind.Cast:
                PrintGroup(n.A);
                if (tree[n.B].Kind == NodeKind.List)
                    PrintGroup(n.B);
                else
                    PrintOperand(n.B);
                break;
            case NodeKind.NamedCast:
                text.Append(Operators.Text(n.A));
                text.Append('<');
                Print(n.B);
                text.Append(">("u8);
                Print(n.C);
                text.Append(')');
                break;
            case NodeKind.New:
                PrintNew(n);
                break;
            case NodeKind.InitializerList:
                if (n.A != 0)
                    Print(n.A);
                text.Append('{');
                Print(n.B);
                text.Append('}');
                break;
            case NodeKind.Fold:
                PrintFold(n);
                break;
            case NodeKind.PackSize:
                PrintPackSize(n.A);
                break;
            case NodeKind.ListSize:
                text.Append((ulong)CountArguments(tree.List(tree[n.A])));
                break;
            case NodeKind.FunctionParameter:
                PrintFunctionParameter(n.A);
                break;
            case NodeKind.Global:
                text.Append("::"u8);
                Print(n.A);
                break;
            case NodeKind.DestructorName:
                text.Append('~');
                Print(n.A);
                break;
            case NodeKind.Designated or NodeKind.DesignatedRange:
                PrintDesignated(n);
                break;
            case NodeKind.Requires:
                PrintRequires(n);
                break;
            case NodeKind.Requirement:
                PrintRequirement(n);
                break;
            case NodeKind.VendorExpression:
                Print(n.A);
                PrintGroup(n.B);
                break;
            case NodeKind.Subobject:
                Print(n.A);
                text.Append(".<"u8);
                Print(n.B);
                text.Append(" at offset "u8);
                Print(n.C);
                text.Append('>');
                break;
            case NodeKind.Constrained:
                Print(n.A);
                text.Append(" requires "u8);
                Print(n.B);
                break;
            default:
                _failed = true;
                break;
        }
    }

    /// <summary>An operand, in parentheses unless it is a plain name.</summary>
    private void PrintOperand(int node)
    {
        (int resolved, int scope) = (node, _scope);
        Resolve(ref resolved, ref scope);
        if (tree[resolved].Kind is NodeKind.Name or NodeKind.Nested or NodeKind.InitializerList or NodeKind.FunctionParameter)
            Print(node);
        else
            PrintGroup(node);
    }

    private void PrintGroup(int node)
    {
        text.Append('(');
        Print(node);
        text.Append(')');
    }

    // The arguments follow; the types of the parameters would look like them.
    private void PrintCallee(int node)
    {
        ref readonly Node n = ref tree[node];
        PrintOperand(n.Kind == NodeKind.Encoding ? n.A : node);
    }

    private void PrintUnary(in Node n)
    {
        if (n.B == 0)
        {
            text.Append("throw"u8);
            return;
        }

        text.Append(Operators.Text(n.A));
        ref readonly Node operand = ref tree[n.B];
        // A member's address needs no parameters, but its qualifiers tell it from another.
        if (n.A == Operators.AddressOf && operand.Kind == NodeKind.Encoding && tree[operand.A].Kind == NodeKind.Nested && tree[operand.B].C == 0)
            Print(operand.A);
        else if (n.Detail == '(' || n.A == Operators.NoExcept)
            PrintGroup(n.B);
        else
            PrintOperand(n.B);
    }

    private void PrintBinary(in Node n)
    {
        ReadOnlySpan<byte> name = Operators.Text(n.A);
        if (name is [(byte)'[', ..])
        {
            PrintOperand(n.B);
            text.Append('[');
            Print(n.C);
            text.Append(']');
            return;
        }

        // So that it is not taken for the end of the template's arguments.
        bool isGreater = n.A == Operators.Greater;
        if (isGreater)
            text.Append('(');
        PrintOperand(n.B);
        text.Append(name);
        PrintOperand(n.C);
        if (isGreater)
            text.Append(')');
    }

    private void PrintNew(in Node n)
    {
        text.Append(n.Detail == 'a' ? "new[] "u8 : "new "u8);
        if (tree[n.A].B != 0)
        {
            PrintGroup(n.A);
            text.Append(' ');
        }

        Print(n.B);
        if (n.C != 0)
            PrintOperand(n.C);
    }

    private void PrintFold(in Node n)
    {
        ReadOnlySpan<byte> name = Operators.Text(n.A);
        (int index, int count) = (_packIndex, _packCount);
        _packIndex = _packCount = Whole;
        text.Append('(');
        if (n.Detail == 'l')
            text.Append("..."u8);
        else
            PrintOperand(n.B);
        text.Append(name);
        if (n.C != 0)
        {
            text.Append("..."u8);
            text.Append(name);
            PrintOperand(n.C);
        }
        else if (n.Detail == 'l')
        {
            PrintOperand(n.B);
        }
        else
        {
            text.Append("..."u8);
        }

        text.Append(')');
        (_packIndex, _packCount) = (index, count);
    }

    private void PrintPackSize(int node)
    {
        if (TryFindPack(node, out int pack))
        {
            text.Append((ulong)tree[pack].B);
            return;
        }

        text.Append("sizeof...("u8);
        Print(node);
        text.Append(')');
    }

    // The pack that a parameter stands for, as a whole.
    private bool TryFindPack(int node, out int pack)
    {
        (int index, int count, int scope) = (_packIndex, _packCount, _scope);
        _packIndex = _packCount = Whole;
        pack = node;
        Resolve(ref pack, ref scope);
        (_packIndex, _packCount) = (index, count);
        return tree[pack].Kind == NodeKind.ArgumentPack;
    }

    private int CountArguments(ReadOnlySpan<int> arguments)
    {
        int count = 0;
        foreach (int argument in arguments)
            count += TryFindPack(tree[argument].Kind == NodeKind.PackExpansion ? tree[argument].A : argument, out int pack) ? tree[pack].B : 1;
        return count;
    }

    private void PrintFunctionParameter(int index)
    {
        if (index < 0)
        {
            text.Append("this"u8);
            return;
        }

        text.Append("{parm#"u8);
        text.Append((ulong)index);
        text.Append('}');
    }

    private void PrintDesignated(in Node n)
    {
        bool isMember = n.Detail == '.';
        text.Append(isMember ? '.' : '[');
        Print(n.A);
        if (n.Kind == NodeKind.DesignatedRange)
        {
            text.Append(" ... "u8);
            Print(n.B);
        }

        if (!isMember)
            text.Append(']');
        int value = n.Kind == NodeKind.DesignatedRange ? n.C : n.B;
        if (tree[value].Kind is not (NodeKind.Designated or NodeKind.DesignatedRange))
            text.Append('=');
        Print(value);
    }

    private void PrintRequires(in Node n)
    {
        text.Append("requires"u8);
        if (n.A != 0)
        {
            text.Append(' ');
            PrintGroup(n.A);
        }

        text.Append(" {"u8);
        foreach (int requirement in tree.List(tree[n.B]))
            Print(requirement);
        text.Append(" }"u8);
    }

    private void PrintRequirement(in Node n)
    {
        text.Append(' ');
        switch ((char)n.Detail)
        {
            case 'T':
                text.Append("typename "u8);
                Print(n.A);
                break;
            case 'Q':
                text.Append("requires "u8);
                Print(n.A);
                break;
            default:
                bool isBraced = n.B != 0 || n.C != 0;
                if (isBraced)
                    text.Append('{');
                Print(n.A);
                if (isBraced)
                    text.Append('}');
                if (n.C != 0)
                    text.Append(" noexcept"u8);
                if (n.B != 0)
                {
                    text.Append(" -> "u8);
                    Print(n.B);
                }

                break;
        }

        text.Append(';');
    }

    private void PrintLiteral(in Node n)
    {
        (int resolved, int scope) = (n.A, _scope);
        Resolve(ref resolved, ref scope);
        ref readonly Node type = ref tree[resolved];
        ReadOnlySpan<byte> value = tree.Slice(n.B, n.C);
        int code = type.Kind == NodeKind.Builtin ? type.A : 0;
        if (code == 'b' && value is [(byte)'0'] or [(byte)'1'])
        {
            text.Append(value[0] == '1' ? "true"u8 : "false"u8);
            return;
        }

        if (BuiltinTypes.TryGetSuffix(code, out ReadOnlySpan<byte> suffix))
        {
            PrintNumber(value);
            text.Append(suffix);
            return;
        }

        PrintGroup(n.A);
        bool isFloat = BuiltinTypes.IsFloat(code);
        if (isFloat)
            text.Append('[');
        if (value.IsEmpty)
            text.Append('0');
        else
            PrintNumber(value);
        if (isFloat)
            text.Append(']');
    }

    private void PrintNumber(ReadOnlySpan<byte> value)
    {
        bool isNegative = value[0] == 'n';
        if (isNegative)
            text.Append('-');
        text.Append(isNegative ? value[1..] : value);
    }
}
