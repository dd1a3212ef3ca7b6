namespace Sonde.Symbols;

/// <summary>Fixed texts in C++ names.</summary>
internal static class Words
{
    public const int Std = 0;
    public const int AnonymousNamespace = 1;
    public const int StringLiteral = 2;
    public const int BlockLiteral = 3;
    public const int Vtable = 4;
    public const int Vtt = 5;
    public const int TypeInfo = 6;
    public const int TypeInfoName = 7;
    public const int Thunk = 8;
    public const int VirtualThunk = 9;
    public const int CovariantThunk = 10;
    public const int ThreadInit = 11;
    public const int ThreadWrapper = 12;
    public const int TemplateObject = 13;
    public const int Guard = 14;
    public const int HiddenAlias = 15;
    public const int TransactionClone = 16;
    public const int NonTransactionClone = 17;
    public const int ModuleInitializer = 18;
    public const int Constructors = 19;
    public const int Destructors = 20;
    public const int Struct = 21;
    public const int Union = 22;
    public const int Enum = 23;
    public const int Complex = 24;
    public const int Imaginary = 25;
    public const int TypeInfoFunction = 26;

    private static readonly byte[][] Texts =
    [
        "std"u8.ToArray(), "(anonymous namespace)"u8.ToArray(), "string literal"u8.ToArray(), "'block-literal'"u8.ToArray(), "vtable for "u8.ToArray(),
        "VTT for "u8.ToArray(), "typeinfo for "u8.ToArray(), "typeinfo name for "u8.ToArray(), "non-virtual thunk to "u8.ToArray(),
        "virtual thunk to "u8.ToArray(), "covariant return thunk to "u8.ToArray(), "TLS init function for "u8.ToArray(),
        "TLS wrapper function for "u8.ToArray(), "template parameter object for "u8.ToArray(), "guard variable for "u8.ToArray(),
        "hidden alias for "u8.ToArray(), "transaction clone for "u8.ToArray(), "non-transaction clone for "u8.ToArray(),
        "initializer for module "u8.ToArray(), "global constructors keyed to "u8.ToArray(), "global destructors keyed to "u8.ToArray(),
        "struct "u8.ToArray(), "union "u8.ToArray(), "enum "u8.ToArray(), " _Complex"u8.ToArray(), " _Imaginary"u8.ToArray(), "typeinfo fn for "u8.ToArray(),
    ];

    public static ReadOnlySpan<byte> Text(int word) => Texts[word];
}
