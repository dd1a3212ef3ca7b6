namespace Sonde.Generators.Description;

internal enum IntEncoding
{
    Unsigned,
    Signed,
    Char,
    Bool,
}
