using System.Runtime.CompilerServices;

namespace Sonde.Symbols;

/// <summary>Prints a C++ name that was taken apart, as GNU's tools do.</summary>
/// <remarks>
/// A declarator stands around its name: what has a left and a right half, a pointer to a function for example, is printed in two walks.
/// The same node may be printed many times over, so that steps are counted as well as depth.
/// </remarks>
internal sealed partial class ItaniumPrinter(ItaniumTree tree, DemangledText text)
{
    private const int MaxDepth = 1024;
    private const int MaxSteps = 1 << 20;

    // Which argument of a pack is printed, or that none was asked for, or that the next pack found is the one to go through.
    private const int Whole = -1;
    private const int Searching = -2;

    private const int NoScope = -1;

    // The template arguments of each function that was printed, and the function around it.
    private readonly NodeStack _scopeArguments = new();
    private readonly NodeStack _outerScopes = new();

    // The parameters that references were seen to refer to, and the scope of the first time.
    private readonly NodeStack _referredParameters = new();
    private readonly NodeStack _referredScopes = new();

    // The parameters whose arguments are being printed.
    private readonly NodeStack _openParameters = new();

    private int _scope;
    private int _lambdaDepth;
    private int _packIndex;
    private int _packCount;
    private int _depth;
    private int _steps;
    private bool _failed;

    /// <summary>Prints a whole name. False where it does not end within the limits.</summary>
    public bool TryPrint(int root, bool withParameters)
    {
        _packIndex = _packCount = Whole;
        _depth = _steps = _lambdaDepth = 0;
        _scope = NoScope;
        _scopeArguments.CutTo(0);
        _outerScopes.CutTo(0);
        _referredParameters.CutTo(0);
        _referredScopes.CutTo(0);
        _openParameters.CutTo(0);
        _failed = false;
        if (withParameters)
            Print(root);
        else
            PrintWithoutParameters(root);
        return !_failed && !text.IsFull;
    }

    private void PrintWithoutParameters(int node)
    {
        if (!Enter())
            return;
        ref readonly Node n = ref tree[node];
        switch (n.Kind)
        {
            case NodeKind.Encoding:
                PrintWithoutParameters(n.A);
                break;
            case NodeKind.Local:
                PrintWithoutParameters(n.A);
                text.Append("::"u8);
                PrintWithoutParameters(n.B);
                break;
            case NodeKind.Special:
                text.Append(Words.Text(n.A));
                PrintWithoutParameters(n.B);
                break;
            case NodeKind.ReferenceTemporary:
                PrintReferenceTemporary(n);
                PrintWithoutParameters(n.B);
                break;
            case NodeKind.Clone:
                PrintWithoutParameters(n.A);
                PrintSuffix(n);
                break;
            case NodeKind.Qualified:
                PrintWithoutParameters(n.A);
                break;
            default:
                Print(node);
                break;
        }

        _depth--;
    }

    private void Print(int node)
    {
        ref readonly Node n = ref tree[node];
        if (n.Kind == NodeKind.Name)
        {
            text.Append(tree.Slice(n.A, n.B));
            return;
        }

        PrintLeft(node);
        if (HasRight(n.Kind))
            PrintRight(node);
    }

    private bool Enter()
    {
        _depth++;
        if (!_failed && !text.IsFull && ++_steps < MaxSteps && _depth < MaxDepth && ((_depth & 15) != 0 || RuntimeHelpers.TryEnsureSufficientExecutionStack()))
            return true;
        _failed = true;
        return false;
    }

    private static bool HasRight(NodeKind kind) => kind is NodeKind.Pointer or NodeKind.Reference or NodeKind.RvalueReference or NodeKind.MemberPointer
        or NodeKind.Qualified or NodeKind.VendorQualified or NodeKind.Array or NodeKind.Function or NodeKind.Parameter or NodeKind.Suffixed;

    private void PrintLeft(int node)
    {
        if (!Enter())
            return;
        ref readonly Node n = ref tree[node];
        switch (n.Kind)
        {
            case NodeKind.Name:
                text.Append(tree.Slice(n.A, n.B));
                break;
            case NodeKind.Word:
                text.Append(Words.Text(n.A));
                break;
            case NodeKind.Builtin:
                text.Append(BuiltinTypes.Name(n.A));
                break;
            case NodeKind.Nested:
                Print(n.A);
                text.Append("::"u8);
                Print(n.B);
                break;
            case NodeKind.Templated:
                Print(n.A);
                PrintArguments(n.B);
                break;
            case NodeKind.Standard:
                PrintStandard(n);
                break;
            case NodeKind.Parameter:
                PrintParameterLeft(node);
                break;
            case NodeKind.List or NodeKind.ArgumentPack:
                PrintList(tree.List(n));
                break;
            case <= NodeKind.Friend:
                PrintName(n);
                break;
            case <= NodeKind.Clone:
                PrintEncoding(n);
                break;
            case <= NodeKind.ConstrainedAuto:
                PrintTypeLeft(n);
                break;
            default:
                PrintExpression(n);
                break;
        }

        _depth--;
    }

    private void PrintRight(int node)
    {
        if (!Enter())
            return;
        ref readonly Node n = ref tree[node];
        switch (n.Kind)
        {
            case NodeKind.Parameter:
                PrintParameterRight(node);
                break;
            default:
                PrintTypeRight(n);
                break;
        }

        _depth--;
    }

    /// <summary>Prints nodes with commas between them. One that prints nothing, an empty pack, has none.</summary>
    private void PrintList(ReadOnlySpan<int> items)
    {
        int start = text.Length;
        bool isFirst = true;
        foreach (int item in items)
        {
            int before = text.Length;
            if (!isFirst)
                text.Append(", "u8);
            int after = text.Length;
            Print(item);
            if (text.Length == after)
                text.CutTo(before);
            isFirst = text.Length == start;
        }
    }

    private void PrintArguments(int arguments)
    {
        // "operator<" and its arguments.
        if (text.Last == '<')
            text.Append(' ');
        text.Append('<');
        Print(arguments);
        if (text.Last == '>')
            text.Append(' ');
        text.Append('>');
    }

    private void PrintExpansion(int operand)
    {
        (int index, int count) = (_packIndex, _packCount);
        _packCount = _packIndex = Searching;
        int start = text.Length;
        Print(operand);
        if (_packCount == Searching)
        {
            text.Append("..."u8);
        }
        else if (_packCount == 0)
        {
            text.CutTo(start);
        }
        else
        {
            int of = _packCount;
            for (int i = 1; i < of && !_failed; i++)
            {
                text.Append(", "u8);
                (_packIndex, _packCount) = (i, of);
                Print(operand);
            }
        }

        (_packIndex, _packCount) = (index, count);
    }
}
