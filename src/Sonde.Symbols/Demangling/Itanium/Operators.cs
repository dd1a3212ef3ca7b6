namespace Sonde.Symbols;

/// <summary>The operators of C++ by the two letters that stand for them.</summary>
internal static class Operators
{
    private static readonly (string Code, OperatorForm Form, byte[] Text)[] All =
    [
        ("aN", OperatorForm.Binary, "&="u8.ToArray()), ("aS", OperatorForm.Binary, "="u8.ToArray()), ("aa", OperatorForm.Binary, "&&"u8.ToArray()),
        ("ad", OperatorForm.Prefix, "&"u8.ToArray()), ("an", OperatorForm.Binary, "&"u8.ToArray()), ("at", OperatorForm.OfType, "alignof "u8.ToArray()),
        ("aw", OperatorForm.Prefix, "co_await "u8.ToArray()), ("az", OperatorForm.Prefix, "alignof "u8.ToArray()),
        ("cc", OperatorForm.NamedCast, "const_cast"u8.ToArray()), ("cl", OperatorForm.NameOnly, "()"u8.ToArray()),
        ("cm", OperatorForm.Binary, ","u8.ToArray()), ("co", OperatorForm.Prefix, "~"u8.ToArray()), ("dV", OperatorForm.Binary, "/="u8.ToArray()),
        ("da", OperatorForm.Prefix, "delete[] "u8.ToArray()), ("dc", OperatorForm.NamedCast, "dynamic_cast"u8.ToArray()),
        ("de", OperatorForm.Prefix, "*"u8.ToArray()), ("dl", OperatorForm.Prefix, "delete "u8.ToArray()), ("ds", OperatorForm.Binary, ".*"u8.ToArray()),
        ("dt", OperatorForm.Member, "."u8.ToArray()), ("dv", OperatorForm.Binary, "/"u8.ToArray()), ("eO", OperatorForm.Binary, "^="u8.ToArray()),
        ("eo", OperatorForm.Binary, "^"u8.ToArray()), ("eq", OperatorForm.Binary, "=="u8.ToArray()), ("ge", OperatorForm.Binary, ">="u8.ToArray()),
        ("gt", OperatorForm.Binary, ">"u8.ToArray()), ("ix", OperatorForm.NameOnly, "[]"u8.ToArray()), ("lS", OperatorForm.Binary, "<<="u8.ToArray()),
        ("le", OperatorForm.Binary, "<="u8.ToArray()), ("ls", OperatorForm.Binary, "<<"u8.ToArray()), ("lt", OperatorForm.Binary, "<"u8.ToArray()),
        ("mI", OperatorForm.Binary, "-="u8.ToArray()), ("mL", OperatorForm.Binary, "*="u8.ToArray()), ("mi", OperatorForm.Binary, "-"u8.ToArray()),
        ("ml", OperatorForm.Binary, "*"u8.ToArray()), ("mm", OperatorForm.Step, "--"u8.ToArray()), ("na", OperatorForm.New, "new[]"u8.ToArray()),
        ("ne", OperatorForm.Binary, "!="u8.ToArray()), ("ng", OperatorForm.Prefix, "-"u8.ToArray()), ("nt", OperatorForm.Prefix, "!"u8.ToArray()),
        ("nw", OperatorForm.New, "new"u8.ToArray()), ("nx", OperatorForm.Prefix, "noexcept"u8.ToArray()), ("oR", OperatorForm.Binary, "|="u8.ToArray()),
        ("oo", OperatorForm.Binary, "||"u8.ToArray()), ("or", OperatorForm.Binary, "|"u8.ToArray()), ("pL", OperatorForm.Binary, "+="u8.ToArray()),
        ("pl", OperatorForm.Binary, "+"u8.ToArray()), ("pm", OperatorForm.Binary, "->*"u8.ToArray()), ("pp", OperatorForm.Step, "++"u8.ToArray()),
        ("ps", OperatorForm.Prefix, "+"u8.ToArray()), ("pt", OperatorForm.Member, "->"u8.ToArray()), ("qu", OperatorForm.NameOnly, "?"u8.ToArray()),
        ("rM", OperatorForm.Binary, "%="u8.ToArray()), ("rS", OperatorForm.Binary, ">>="u8.ToArray()),
        ("rc", OperatorForm.NamedCast, "reinterpret_cast"u8.ToArray()), ("rm", OperatorForm.Binary, "%"u8.ToArray()),
        ("rs", OperatorForm.Binary, ">>"u8.ToArray()), ("sc", OperatorForm.NamedCast, "static_cast"u8.ToArray()),
        ("ss", OperatorForm.Binary, "<=>"u8.ToArray()), ("st", OperatorForm.OfType, "sizeof "u8.ToArray()), ("sz", OperatorForm.Prefix, "sizeof "u8.ToArray()),
        ("te", OperatorForm.Prefix, "typeid "u8.ToArray()), ("ti", OperatorForm.OfType, "typeid "u8.ToArray()), ("tw", OperatorForm.Prefix, "throw "u8.ToArray()),
    ];

    // The first letter is a small one, the second any: an index into All, plus one.
    private static readonly byte[] Index = BuildIndex();

    public static readonly int AddressOf = Find((byte)'a', (byte)'d');
    public static readonly int Greater = Find((byte)'g', (byte)'t');
    public static readonly int NoExcept = Find((byte)'n', (byte)'x');

    /// <summary>The operator of two letters, or -1.</summary>
    public static int Find(byte first, byte second)
    {
        int a = first - 'a';
        int b = second - 'A';
        return (uint)a < 26 && (uint)b < 58 ? Index[(a * 58) + b] - 1 : -1;
    }

    /// <summary>How it is written. What stands behind a word is a space.</summary>
    public static ReadOnlySpan<byte> Text(int index) => All[index].Text;

    public static OperatorForm Form(int index) => All[index].Form;

    private static byte[] BuildIndex()
    {
        var index = new byte[26 * 58];
        for (int i = 0; i < All.Length; i++)
            index[((All[i].Code[0] - 'a') * 58) + (All[i].Code[1] - 'A')] = (byte)(i + 1);
        return index;
    }
}
