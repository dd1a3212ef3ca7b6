namespace Sonde.Generators.Description;

/// <summary>A constant of an enum; <see cref="Value"/> is wide enough for both signs of 64 bits.</summary>
internal sealed record BtfEnumValue(string Name, decimal Value);
