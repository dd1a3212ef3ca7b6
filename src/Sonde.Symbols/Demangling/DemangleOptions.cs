namespace Sonde.Symbols;

/// <summary>What a demangled name is made of. The default is all that tells functions apart, as <c>c++filt</c> prints it.</summary>
public sealed record DemangleOptions
{
    /// <summary>The length that no result goes beyond, in bytes of UTF-8.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Everything that tells functions apart.</summary>
    public static DemangleOptions Default { get; } = new();

    /// <summary>Names alone, as profilers show them: <c>ns::Type&lt;int&gt;::f</c>.</summary>
    public static DemangleOptions NameOnly { get; } = new() { WithParameters = false };

    /// <summary>
    /// Whether the parameters of a C++ function are printed, with its result and qualifiers where the mangled name has them:
    /// <c>f(int)</c> or <c>f</c>.
    /// </summary>
    public bool WithParameters { get; init; } = true;

    /// <summary>
    /// Whether the hash of a Rust name is kept: <c>core::fmt::write::h0123456789abcdef</c>, and of newer names that of each crate,
    /// <c>core[846817f741e54dfd]::fmt::write</c>.
    /// </summary>
    public bool WithRustHash { get; init; }
}
