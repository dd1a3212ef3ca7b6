namespace Sonde.Symbols.Load;

internal readonly record struct Order(int Id, string Name);
