using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

// Keys and values of which the object says the size and nothing else: __uint(key_size, 4).
internal sealed partial class SkeletonBuilder
{
    private readonly Dictionary<int, int> _opaque = [];

    private int KeyTypeOf(DescribedMap map) => map.KeyType != 0 ? map.KeyType : OpaqueType(map.KeySize);

    private int ValueTypeOf(DescribedMap map) => map.ValueType != 0 ? map.ValueType : OpaqueType(map.ValueSize);

    /// <summary>The unsigned integer of that size where C has one, else so many bytes; 0 for a size that no value has.</summary>
    private int OpaqueType(int size)
    {
        if (size is 0 or > TypeBinder.MaxArraySize)
            return 0;
        if (_opaque.TryGetValue(size, out int known))
            return known;
        int element = size is 1 or 2 or 4 or 8 ? 0 : OpaqueType(1);
        int type = _table.Add(id => element == 0
            ? new BtfType.Int(id, $"__u{Invariant.Text(size * 8)}", size, IntEncoding.Unsigned)
            : new BtfType.Array(id, element, size));
        _opaque.Add(size, type);
        return type;
    }
}
