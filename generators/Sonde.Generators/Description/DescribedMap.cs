namespace Sonde.Generators.Description;

internal sealed record DescribedMap(string Name, int MapType, string KernelName, int KeyType, int ValueType, int KeySize, int ValueSize);
