namespace Sonde.ObjectFiles;

/// <summary>The ways in which DWARF 5, 6.4.1 finds the value that a register had in the caller.</summary>
internal enum RegisterRuleKind : byte
{
    /// <summary>Not said: the value is still there.</summary>
    SameValue,

    /// <summary>Lost.</summary>
    Undefined,

    /// <summary>In memory, at a distance from the frame's address.</summary>
    Offset,

    /// <summary>The frame's address and a distance.</summary>
    ValueOffset,

    /// <summary>In another register.</summary>
    Register,

    /// <summary>In memory, where an expression says.</summary>
    Expression,

    /// <summary>The value of an expression.</summary>
    ValueExpression,
}
