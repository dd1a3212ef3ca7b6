namespace Sonde.Generators.Description;

internal sealed record BtfField(string? Name, int Type, long BitOffset, int BitfieldBits);
