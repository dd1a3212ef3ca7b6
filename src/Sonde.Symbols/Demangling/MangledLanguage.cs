namespace Sonde.Symbols;

/// <summary>Which language's rules a mangled name follows.</summary>
public enum MangledLanguage
{
    /// <summary>It is no mangled name, or one of a language that is not known here.</summary>
    None,

    /// <summary>C++, by the Itanium ABI, which GCC and Clang follow.</summary>
    Cpp,

    /// <summary>Rust, by its older rules, which are those of C++ with a hash at the end.</summary>
    RustLegacy,

    /// <summary>Rust, by its newer rules (v0).</summary>
    RustV0,
}
