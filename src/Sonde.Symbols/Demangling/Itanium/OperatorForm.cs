namespace Sonde.Symbols;

/// <summary>How an operator is written in an expression.</summary>
internal enum OperatorForm : byte
{
    /// <summary>It stands in names only.</summary>
    NameOnly,

    /// <summary>Before its operand.</summary>
    Prefix,

    /// <summary>Before its operand, or behind it where no underscore follows it.</summary>
    Step,

    /// <summary>Between its operands.</summary>
    Binary,

    /// <summary>Before a member's name.</summary>
    Member,

    /// <summary>Before a type.</summary>
    OfType,

    /// <summary>With a type in angle brackets.</summary>
    NamedCast,

    /// <summary>It makes an object.</summary>
    New,
}
