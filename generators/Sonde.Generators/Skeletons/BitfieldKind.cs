namespace Sonde.Generators.Skeletons;

/// <summary>How a bitfield's bits become a value.</summary>
internal enum BitfieldKind
{
    Unsigned,
    Signed,
    Bool,
}
