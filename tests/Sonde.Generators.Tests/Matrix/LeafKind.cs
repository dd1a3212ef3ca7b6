namespace Sonde.Generators.Tests.Matrix;

internal enum LeafKind
{
    Signed,
    Unsigned,
    Char,
    Bool,
    Enum,
    Float,
    Pointer,
}
