namespace Sonde.Generators.Analysis;

/// <summary>Sizes that the kernel asks of maps of one type, whatever their program.</summary>
internal static class MapRules
{
    private const int LpmTrie = 11;
    private const int LeastPrefixKey = 5;
    private const int MostPrefixKey = 4 + 256;

    // By BPF_MAP_TYPE_*.
    private static readonly HashSet<int> Indexed = [2, 3, 4, 6, 7, 8, 12, 14, 15, 16, 17, 20, 25];
    private static readonly HashSet<int> Stored = [24, 28, 29, 32];
    private static readonly HashSet<int> Keyless = [22, 23, 27, 30, 31, 33];
    private static readonly HashSet<int> OfDescriptors = [3, 4, 8, 12, 13];

    /// <summary>What the keys have to be, or null if <paramref name="size"/> will do.</summary>
    public static string? KeyFault(int mapType, long size) =>
        Indexed.Contains(mapType) && size != sizeof(uint) ? "the keys of such a map are numbers of 4"
        : Stored.Contains(mapType) && size != sizeof(int) ? "the keys of a storage are descriptors of 4"
        : Keyless.Contains(mapType) && size != 0 ? "such a map has no keys"
        : mapType == LpmTrie && size is < LeastPrefixKey or > MostPrefixKey ? "the keys of a trie are a length of 4 and an address of 1 to 256"
        : null;

    /// <summary>What the values have to be, or null if <paramref name="size"/> will do.</summary>
    public static string? ValueFault(int mapType, long size) =>
        OfDescriptors.Contains(mapType) && size != sizeof(uint) ? "the values of such a map are descriptors of 4" : null;
}
