namespace Sonde.Generators.Description;

/// <summary>A map; <see cref="Inner"/> is what the maps in a map of maps are like, where that is declared.</summary>
internal sealed record DescribedMap(
    string Name,
    int MapType,
    string KernelName,
    int KeyType,
    int ValueType,
    int KeySize,
    int ValueSize,
    long Flags,
    DescribedMap? Inner = null);
