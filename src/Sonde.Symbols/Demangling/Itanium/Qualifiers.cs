namespace Sonde.Symbols;

/// <summary>What restricts a type, or the object that a member function is called on.</summary>
[Flags]
internal enum Qualifiers
{
    None = 0,
    Const = 1,
    Volatile = 2,
    Restrict = 4,
    LvalueOnly = 8,
    RvalueOnly = 16,

    /// <summary>The object is the first parameter.</summary>
    ExplicitObject = 32,
}
