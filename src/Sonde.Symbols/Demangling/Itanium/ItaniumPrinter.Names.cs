namespace Sonde.Symbols;

internal sealed partial class ItaniumPrinter
{
    private void PrintName(in Node n)
    {
        switch (n.Kind)
        {
            case NodeKind.Local:
                PrintScopeFunction(n.A);
                text.Append("::"u8);
                Print(n.B);
                break;
            case NodeKind.DefaultArgument:
                text.Append("{default arg#"u8);
                text.Append((ulong)n.A);
                text.Append("}::"u8);
                Print(n.B);
                break;
            case NodeKind.DeclaredParameter:
                text.Append(n.Detail switch { (byte)'n' => "$N"u8, (byte)'t' => "$TT"u8, _ => "$T"u8 });
                text.Append((ulong)n.A);
                break;
            case NodeKind.ParameterDeclaration:
                PrintDeclaration(n);
                break;
            case NodeKind.Tagged:
                Print(n.A);
                text.Append("[abi:"u8);
                text.Append(tree.Slice(n.B, n.C));
                text.Append(']');
                break;
            case NodeKind.InModule:
                Print(n.A);
                text.Append('@');
                Print(n.B);
                break;
            case NodeKind.Module or NodeKind.ModulePartition:
                if (n.A != 0)
                    Print(n.A);
                if (n.Kind == NodeKind.ModulePartition)
                    text.Append(':');
                else if (n.A != 0)
                    text.Append('.');
                text.Append(tree.Slice(n.B, n.C));
                break;
            case NodeKind.Constructor:
                PrintBaseName(n.A);
                break;
            case NodeKind.Destructor:
                text.Append('~');
                PrintBaseName(n.A);
                break;
            case NodeKind.Operator:
                PrintOperatorName(Operators.Text(n.A));
                break;
            case NodeKind.VendorOperator:
                text.Append("operator "u8);
                Print(n.A);
                break;
            case NodeKind.LiteralOperator:
                text.Append("operator\"\" "u8);
                Print(n.A);
                break;
            case NodeKind.Conversion:
                text.Append("operator "u8);
                Print(n.A);
                break;
            case NodeKind.Lambda:
                PrintLambda(n);
                break;
            case NodeKind.UnnamedType:
                text.Append("{unnamed type#"u8);
                text.Append((ulong)n.A);
                text.Append('}');
                break;
            case NodeKind.StructuredBinding:
                text.Append('[');
                PrintList(tree.List(n));
                text.Append(']');
                break;
            case NodeKind.Friend:
                text.Append("friend "u8);
                Print(n.A);
                break;
        }
    }

    private void PrintStandard(in Node n)
    {
        text.Append(((char)n.A, n.B) switch
        {
            ('a', _) => "std::allocator"u8,
            ('b', _) => "std::basic_string"u8,
            ('s', 0) => "std::string"u8,
            ('i', 0) => "std::istream"u8,
            ('o', 0) => "std::ostream"u8,
            ('d', 0) => "std::iostream"u8,
            ('s', _) => "std::basic_string<char, std::char_traits<char>, std::allocator<char> >"u8,
            ('i', _) => "std::basic_istream<char, std::char_traits<char> >"u8,
            ('o', _) => "std::basic_ostream<char, std::char_traits<char> >"u8,
            _ => "std::basic_iostream<char, std::char_traits<char> >"u8,
        });
    }

    /// <summary>The name of a class as its constructors have it: without scope and arguments.</summary>
    private void PrintBaseName(int node)
    {
        int scope = _scope;
        while (++_steps < MaxSteps)
        {
            Resolve(ref node, ref scope);
            ref readonly Node n = ref tree[node];
            switch (n.Kind)
            {
                case NodeKind.Nested or NodeKind.Local:
                    node = n.B;
                    continue;
                case NodeKind.Templated or NodeKind.Tagged or NodeKind.InModule or NodeKind.Friend:
                    node = n.A;
                    continue;
                case NodeKind.DefaultArgument:
                    node = n.B;
                    continue;
                case NodeKind.Standard:
                    text.Append((char)n.A switch
                    {
                        'a' => "allocator"u8,
                        'i' => "basic_istream"u8,
                        'o' => "basic_ostream"u8,
                        'd' => "basic_iostream"u8,
                        _ => "basic_string"u8,
                    });
                    return;
                default:
                    Print(node);
                    return;
            }
        }
    }

    private void PrintOperatorName(ReadOnlySpan<byte> name)
    {
        text.Append("operator"u8);
        if (char.IsAsciiLetter((char)name[0]))
            text.Append(' ');
        text.Append(name.TrimEnd((byte)' '));
    }

    private void PrintLambda(in Node n)
    {
        text.Append("{lambda"u8);
        _lambdaDepth++;
        if (tree[n.A].B != 0)
        {
            text.Append('<');
            PrintList(tree.List(tree[n.A]));
            text.Append('>');
        }

        text.Append('(');
        Print(n.B);
        text.Append(")#"u8);
        _lambdaDepth--;
        text.Append((ulong)n.C);
        text.Append('}');
    }

    private void PrintDeclaration(in Node n)
    {
        bool isPack = n.C != 0;
        switch ((char)n.Detail)
        {
            case 'n':
                Print(n.B);
                break;
            case 'k':
                Print(n.B);
                break;
            case 't':
                text.Append("template<"u8);
                PrintList(tree.List(tree[n.B]));
                text.Append("> class"u8);
                break;
            default:
                text.Append("typename"u8);
                break;
        }

        text.Append(isPack ? "..."u8 : " "u8);
        Print(n.A);
    }

    private void PrintEncoding(in Node n)
    {
        switch (n.Kind)
        {
            case NodeKind.Encoding:
                PrintFunction(n, withResult: true);
                break;
            case NodeKind.Special:
                text.Append(Words.Text(n.A));
                Print(n.B);
                break;
            case NodeKind.ConstructionTable:
                text.Append("construction vtable for "u8);
                Print(n.A);
                text.Append("-in-"u8);
                Print(n.B);
                break;
            case NodeKind.ReferenceTemporary:
                PrintReferenceTemporary(n);
                Print(n.B);
                break;
            case NodeKind.Clone:
                Print(n.A);
                PrintSuffix(n);
                break;
        }
    }

    private void PrintReferenceTemporary(in Node n)
    {
        text.Append("reference temporary #"u8);
        text.Append((ulong)n.A);
        text.Append(" for "u8);
    }

    private void PrintSuffix(in Node n)
    {
        text.Append(" [clone "u8);
        text.Append(tree.Slice(n.B, n.C));
        text.Append(']');
    }

    /// <summary>A function that something is declared in: its result adds nothing.</summary>
    private void PrintScopeFunction(int node)
    {
        ref readonly Node n = ref tree[node];
        if (n.Kind == NodeKind.Encoding)
            PrintFunction(n, withResult: false);
        else
            Print(node);
    }

    private void PrintFunction(in Node n, bool withResult)
    {
        ref readonly Node type = ref tree[n.B];
        (int scope, int lambdaDepth) = (_scope, _lambdaDepth);
        _lambdaDepth = 0;
        EnterScope(n.A);
        int inner = _scope;

        bool hasResult = type.A != 0 && withResult;
        if (hasResult)
        {
            PrintLeft(type.A);
            if (!IsFunctionPointer(type.A))
                text.Append(' ');
        }

        // The name is no part of its own scope, but for the type that a conversion is to.
        _scope = IsConversion(n.A) ? inner : scope;
        Print(n.A);
        _scope = inner;
        PrintParameters(type);
        if (hasResult)
            PrintRight(type.A);
        PrintAttributes(type.C);
        if (n.C != 0)
            PrintConstraint(n.C);

        _scope = scope;
        _lambdaDepth = lambdaDepth;
    }

    // Its left half ends where the name comes: void (*f())(int).
    private bool IsFunctionPointer(int type)
    {
        int scope = _scope;
        while (++_steps < MaxSteps)
        {
            Resolve(ref type, ref scope);
            ref readonly Node n = ref tree[type];
            switch (n.Kind)
            {
                case NodeKind.Function:
                    return true;
                case NodeKind.Pointer or NodeKind.Reference or NodeKind.RvalueReference or NodeKind.Qualified or NodeKind.Array:
                    type = n.A;
                    break;
                case NodeKind.MemberPointer:
                    type = n.B;
                    break;
                default:
                    return n.Kind == NodeKind.Array;
            }
        }

        return false;
    }

    private bool IsConversion(int name)
    {
        ref readonly Node n = ref tree[name];
        int last = n.Kind == NodeKind.Templated ? n.A : name;
        return tree[tree[last].Kind == NodeKind.Nested ? tree[last].B : last].Kind == NodeKind.Conversion;
    }

    private void PrintConstraint(int constraint)
    {
        ref readonly Node n = ref tree[constraint];
        if (n is { Kind: NodeKind.Requirement, Detail: (byte)'e' })
        {
            text.Append(" [enable_if:"u8);
            Print(n.A);
            text.Append(']');
            return;
        }

        text.Append(" requires "u8);
        Print(constraint);
    }
}
