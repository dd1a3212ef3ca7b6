namespace Sonde.Symbols;

/// <summary>What was learned of a name while it was parsed, which decides how the rest of an encoding is read.</summary>
internal struct NameTraits
{
    /// <summary>Whether it is the name of an encoding: its template arguments are what parameters stand for in the rest.</summary>
    public bool NamesEncoding;

    /// <summary>Whether it ends with template arguments: then a function's type begins with its result.</summary>
    public bool EndsWithArguments;

    /// <summary>Whether it is a constructor, destructor or conversion, which have no result.</summary>
    public bool HasNoResult;

    public Qualifiers Qualifiers;
}
