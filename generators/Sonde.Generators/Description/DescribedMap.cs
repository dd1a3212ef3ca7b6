namespace Sonde.Generators.Description;

/// <summary>
/// A map; <see cref="Inner"/> is what the maps in a map of maps are like, where that is declared, and <see cref="Records"/> are the types of
/// records of a ring that has several.
/// </summary>
internal sealed record DescribedMap(
    string Name,
    int MapType,
    string KernelName,
    int KeyType,
    int ValueType,
    int KeySize,
    int ValueSize,
    long MaxEntries,
    long Flags,
    SourcePlace? Place,
    DescribedMap? Inner = null,
    EquatableArray<DescribedRecord> Records = default);
