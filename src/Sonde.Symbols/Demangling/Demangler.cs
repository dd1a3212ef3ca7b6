using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Makes the names readable that compilers of C++ and Rust give to functions and variables: <c>_ZN3foo3barEi</c> is <c>foo::bar(int)</c>.</summary>
/// <remarks>
/// Names come from files that anybody may have made. Depth, length and steps are limited: one that goes beyond is no mangled name.
/// Safe from any thread. Nothing but the result is allocated.
/// </remarks>
public static class Demangler
{
    // The longest that were seen have some 30,000 bytes.
    private const int MaxInput = 128 * 1024;

    // What a longer name took is given back with it.
    private const int MaxKept = 16 * 1024;

    [ThreadStatic]
    private static DemangledText? t_text;

    [ThreadStatic]
    private static ItaniumDemangler? t_cpp;

    /// <summary>Demangles a name.</summary>
    /// <param name="mangled">The name, as the symbol table has it.</param>
    /// <param name="demangled">The readable name; null where the result is false.</param>
    /// <returns>False where it is no mangled name of a known language, or goes beyond the limits.</returns>
    public static bool TryDemangle(string mangled, [NotNullWhen(true)] out string? demangled) =>
        TryDemangle(mangled, DemangleOptions.Default, out demangled, out _);

    /// <summary>Demangles a name.</summary>
    /// <param name="mangled">The name, as the symbol table has it.</param>
    /// <param name="options">What the result is made of.</param>
    /// <param name="demangled">The readable name; null where the result is false.</param>
    /// <param name="language">Which language's rules it follows.</param>
    /// <returns>False where it is no mangled name of a known language, or goes beyond the limits.</returns>
    public static bool TryDemangle(string mangled, DemangleOptions options, [NotNullWhen(true)] out string? demangled, out MangledLanguage language)
    {
        ArgumentNullException.ThrowIfNull(mangled);
        demangled = null;
        language = MangledLanguage.None;
        // Most names are those of C functions.
        if (!mangled.StartsWith('_') || mangled.Length > MaxInput)
            return false;
        int length = Encoding.UTF8.GetMaxByteCount(mangled.Length);
        byte[]? rented = length > 1024 ? System.Buffers.ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[1024];
        length = Encoding.UTF8.GetBytes(mangled, utf8);
        bool isDemangled = TryDemangle(utf8[..length], options, out demangled, out language);
        if (rented is not null)
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        return isDemangled;
    }

    /// <summary>Demangles a name.</summary>
    /// <param name="mangled">The name in UTF-8, as the symbol table has it, without the 0 at its end.</param>
    /// <param name="options">What the result is made of.</param>
    /// <param name="demangled">The readable name; null where the result is false.</param>
    /// <param name="language">Which language's rules it follows.</param>
    /// <returns>False where it is no mangled name of a known language, or goes beyond the limits.</returns>
    public static bool TryDemangle(ReadOnlySpan<byte> mangled, DemangleOptions options, [NotNullWhen(true)] out string? demangled, out MangledLanguage language)
    {
        ArgumentNullException.ThrowIfNull(options);
        demangled = null;
        language = MangledLanguage.None;
        if (mangled.IsEmpty || mangled[0] != '_' || mangled.Length > MaxInput)
            return false;
        DemangledText text = t_text ??= new DemangledText();
        // Tools put the version of a symbol behind its name: f@GLIBC_2.4, f@@GLIBC_2.4.
        int version = mangled.IndexOf((byte)'@');
        language = Demangle(version < 0 ? mangled : mangled[..version], options, text);
        if (version >= 0)
            text.Append(mangled[version..]);
        if (language != MangledLanguage.None)
            demangled = text.ToString();
        if (mangled.Length > MaxKept || text.Length > MaxKept)
        {
            t_text = null;
            t_cpp = null;
        }

        return demangled is not null;
    }

    /// <summary>The function's name without its parameters; a name that is not mangled stays as it is.</summary>
    internal static string Readable(string name) => TryDemangle(name, DemangleOptions.NameOnly, out string? readable, out _) ? readable : name;

    private static MangledLanguage Demangle(ReadOnlySpan<byte> mangled, DemangleOptions options, DemangledText text)
    {
        text.Begin(DemangleOptions.MaxLength);
        if (mangled.Length < 3)
            return MangledLanguage.None;
        if (mangled[1] == 'R')
            return new RustV0Name(mangled[2..], text, options.WithRustHash).TryPrint() ? MangledLanguage.RustV0 : MangledLanguage.None;
        // Older Rust names are names of C++ as well, which their hash tells apart.
        if (RustLegacyName.TryPrint(mangled, text, options.WithRustHash))
            return MangledLanguage.RustLegacy;
        ItaniumDemangler cpp = t_cpp ??= new ItaniumDemangler(text);
        return cpp.TryDemangle(mangled, options.WithParameters) ? MangledLanguage.Cpp : MangledLanguage.None;
    }
}
