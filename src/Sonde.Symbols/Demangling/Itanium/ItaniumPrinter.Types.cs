namespace Sonde.Symbols;

internal sealed partial class ItaniumPrinter
{
    private void PrintTypeLeft(in Node n)
    {
        switch (n.Kind)
        {
            case NodeKind.Function:
                if (n.A != 0)
                {
                    PrintLeft(n.A);
                    text.Append(' ');
                }

                break;
            case NodeKind.Pointer:
                PrintIndirection(n.A, "*"u8);
                break;
            case NodeKind.Reference or NodeKind.RvalueReference:
                PrintReferenceLeft(n);
                break;
            case NodeKind.MemberPointer:
                PrintLeft(n.B);
                bool isFunction = IsDeclarator(n.B);
                if (isFunction)
                    OpenDeclarator(n.B);
                else
                    text.Append(' ');
                Print(n.A);
                text.Append("::*"u8);
                break;
            case NodeKind.Qualified:
                PrintLeft(n.A);
                PrintQualifiers((Qualifiers)n.B & ~QualifiersOf(n.A));
                break;
            case NodeKind.VendorQualified:
                PrintLeft(n.A);
                text.Append(' ');
                Print(n.B);
                break;
            case NodeKind.Suffixed:
                PrintLeft(n.A);
                text.Append(Words.Text(n.B));
                break;
            case NodeKind.Array:
                PrintLeft(n.A);
                break;
            case NodeKind.Vector:
                Print(n.A);
                text.Append(" __vector("u8);
                Print(n.B);
                text.Append(')');
                break;
            case NodeKind.PackExpansion:
                PrintExpansion(n.A);
                break;
            case NodeKind.Decltype:
                text.Append("decltype ("u8);
                Print(n.A);
                text.Append(')');
                break;
            case NodeKind.Elaborated:
                text.Append(Words.Text(n.A));
                Print(n.B);
                break;
            case NodeKind.BitInt:
                text.Append(n.B != 0 ? "unsigned _BitInt("u8 : "_BitInt("u8);
                Print(n.A);
                text.Append(')');
                break;
            case NodeKind.FloatN:
                PrintFloatN(n);
                break;
            case NodeKind.ConstrainedAuto:
                Print(n.A);
                text.Append(n.B != 0 ? " decltype(auto)"u8 : " auto"u8);
                break;
        }
    }

    private void PrintTypeRight(in Node n)
    {
        switch (n.Kind)
        {
            case NodeKind.Function:
                PrintParameters(n);
                if (n.A != 0)
                    PrintRight(n.A);
                PrintAttributes(n.C);
                break;
            case NodeKind.Pointer:
                CloseDeclarator(n.A);
                break;
            case NodeKind.Reference or NodeKind.RvalueReference:
                PrintReferenceRight(n);
                break;
            case NodeKind.MemberPointer:
                CloseDeclarator(n.B);
                break;
            case NodeKind.Qualified or NodeKind.VendorQualified or NodeKind.Suffixed:
                PrintRight(n.A);
                break;
            case NodeKind.Array:
                if (text.Last != ']')
                    text.Append(' ');
                text.Append('[');
                if (n.B != 0)
                    Print(n.B);
                text.Append(']');
                PrintRight(n.A);
                break;
        }
    }

    private void PrintIndirection(int of, ReadOnlySpan<byte> mark)
    {
        PrintLeft(of);
        if (IsDeclarator(of))
            OpenDeclarator(of);
        text.Append(mark);
    }

    private void OpenDeclarator(int of)
    {
        // A function's left half ends with a space, unless it has no result.
        if (text.Last is not ((byte)' ' or (byte)'(' or (byte)'*' or (byte)'&'))
            text.Append(' ');
        text.Append('(');
    }

    private void CloseDeclarator(int of)
    {
        if (IsDeclarator(of))
            text.Append(')');
        PrintRight(of);
    }

    private void PrintReferenceLeft(in Node reference)
    {
        int scope = _scope;
        int referred = Collapse(reference, ref _scope, out bool isRvalue);
        _openParameters.Push(reference.A);
        PrintIndirection(referred, isRvalue ? "&&"u8 : "&"u8);
        _openParameters.Pop();
        _scope = scope;
    }

    private void PrintReferenceRight(in Node reference)
    {
        int scope = _scope;
        int referred = Collapse(reference, ref _scope, out _);
        _openParameters.Push(reference.A);
        CloseDeclarator(referred);
        _openParameters.Pop();
        _scope = scope;
    }

    /// <summary>Whether it is an array or a function, which has a part on the right of what it declares.</summary>
    private bool IsDeclarator(int node)
    {
        int scope = _scope;
        while (++_steps < MaxSteps)
        {
            Resolve(ref node, ref scope);
            ref readonly Node n = ref tree[node];
            if (n.Kind is NodeKind.Qualified or NodeKind.VendorQualified or NodeKind.Suffixed)
                node = n.A;
            else
                return n.Kind is NodeKind.Array or NodeKind.Function;
        }

        _failed = true;
        return false;
    }

    /// <summary>What a reference refers to when references to references are made one: an rvalue one only of rvalue ones.</summary>
    private int Collapse(in Node reference, ref int scope, out bool isRvalue)
    {
        isRvalue = reference.Kind == NodeKind.RvalueReference;
        int referred = reference.A;
        if (_lambdaDepth == 0 && tree[referred].Kind == NodeKind.Parameter)
            scope = ScopeOfReferred(referred);
        while (++_steps < MaxSteps)
        {
            (int resolved, int inner) = (referred, scope);
            Resolve(ref resolved, ref inner);
            ref readonly Node n = ref tree[resolved];
            if (n.Kind is not (NodeKind.Reference or NodeKind.RvalueReference))
                return referred;
            isRvalue &= n.Kind == NodeKind.RvalueReference;
            (referred, scope) = (n.A, inner);
        }

        _failed = true;
        return 0;
    }

    // A qualifier that the argument of a parameter has already is not said twice.
    private Qualifiers QualifiersOf(int node)
    {
        Qualifiers found = Qualifiers.None;
        int scope = _scope;
        while (++_steps < MaxSteps)
        {
            Resolve(ref node, ref scope);
            ref readonly Node n = ref tree[node];
            if (n.Kind != NodeKind.Qualified)
                break;
            found |= (Qualifiers)n.B;
            node = n.A;
        }

        return found;
    }

    private void PrintQualifiers(Qualifiers qualifiers)
    {
        if (qualifiers.HasFlag(Qualifiers.Const))
            text.Append(" const"u8);
        if (qualifiers.HasFlag(Qualifiers.Volatile))
            text.Append(" volatile"u8);
        if (qualifiers.HasFlag(Qualifiers.Restrict))
            text.Append(" restrict"u8);
    }

    private void PrintParameters(in Node function)
    {
        text.Append('(');
        Print(function.B);
        text.Append(')');
    }

    private void PrintAttributes(int attributes)
    {
        if (attributes == 0)
            return;
        ref readonly Node n = ref tree[attributes];
        var qualifiers = (Qualifiers)n.A;
        PrintQualifiers(qualifiers);
        if (qualifiers.HasFlag(Qualifiers.LvalueOnly))
            text.Append(" &"u8);
        if (qualifiers.HasFlag(Qualifiers.RvalueOnly))
            text.Append(" &&"u8);
        if (n.C != 0)
            text.Append(" transaction_safe"u8);
        if (n.Detail == 0)
            return;
        text.Append(n.Detail == 'w' ? " throw"u8 : " noexcept"u8);
        if (n.B == 0)
            return;
        text.Append('(');
        Print(n.B);
        text.Append(')');
    }

    private void PrintFloatN(in Node n)
    {
        if (n.Detail == 'b')
        {
            text.Append("std::bfloat"u8);
            text.Append(tree.Slice(n.A, n.B));
            text.Append("_t"u8);
            return;
        }

        text.Append("_Float"u8);
        text.Append(tree.Slice(n.A, n.B));
        if (n.Detail == 'x')
            text.Append('x');
    }
}
