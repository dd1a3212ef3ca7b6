namespace Sonde.Symbols;

/// <summary>The types of the language, by the letters that stand for them.</summary>
internal static class BuiltinTypes
{
    /// <summary>Added to the letter of those that are written with a <c>D</c> before it.</summary>
    public const int D = 256;

    /// <summary>The type's name, or nothing where the letter stands for none.</summary>
    public static ReadOnlySpan<byte> Name(int code) => code switch
    {
        'v' => "void"u8,
        'w' => "wchar_t"u8,
        'b' => "bool"u8,
        'c' => "char"u8,
        'a' => "signed char"u8,
        'h' => "unsigned char"u8,
        's' => "short"u8,
        't' => "unsigned short"u8,
        'i' => "int"u8,
        'j' => "unsigned int"u8,
        'l' => "long"u8,
        'm' => "unsigned long"u8,
        'x' => "long long"u8,
        'y' => "unsigned long long"u8,
        'n' => "__int128"u8,
        'o' => "unsigned __int128"u8,
        'f' => "float"u8,
        'd' => "double"u8,
        'e' => "long double"u8,
        'g' => "__float128"u8,
        'z' => "..."u8,
        D + 'a' => "auto"u8,
        D + 'c' => "decltype(auto)"u8,
        D + 'd' => "decimal64"u8,
        D + 'e' => "decimal128"u8,
        D + 'f' => "decimal32"u8,
        D + 'h' => "half"u8,
        D + 'i' => "char32_t"u8,
        D + 'n' => "decltype(nullptr)"u8,
        D + 's' => "char16_t"u8,
        D + 'u' => "char8_t"u8,
        D + 'm' => "std::meta::info"u8,
        _ => default,
    };

    /// <summary>What follows a number of the type where that is enough to know it; false where the type is written before it.</summary>
    public static bool TryGetSuffix(int code, out ReadOnlySpan<byte> suffix)
    {
        suffix = code switch { 'j' => "u"u8, 'l' => "l"u8, 'm' => "ul"u8, 'x' => "ll"u8, 'y' => "ull"u8, _ => default };
        return code == 'i' || !suffix.IsEmpty;
    }

    /// <summary>Whether its values are written as the bytes that they have in memory.</summary>
    public static bool IsFloat(int code) => code is 'f' or 'd' or 'e' or 'g';
}
