using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

/// <summary>The key of a trie: a prefix length of 4 bytes, and the address that C# has as a type of its own.</summary>
internal static class PrefixKey
{
    public const int LengthSize = 4;

    /// <summary>
    /// The type of the address, or null if <paramref name="key"/> is not such a key: the type of the one field that is all of it, else a
    /// struct of the fields behind the length, which is added to <paramref name="table"/>.
    /// </summary>
    public static int? FindAddress(TypeTable table, int key, int size)
    {
        if (table.Resolve(key) is not BtfType.Composite { IsUnion: false } type || type.Size != size || size <= LengthSize)
            return null;
        if (!type.Fields.Any(field => field.BitOffset == 0) || type.Fields.Any(field => IsAcross(table, field)))
            return null;
        BtfField[] address = [.. type.Fields.Where(field => field.BitOffset >= LengthSize * 8)];
        if (address.Length == 1 && address[0] is { BitOffset: LengthSize * 8, BitfieldBits: 0 } only && table.SizeOf(only.Type) == size - LengthSize)
            return only.Type;
        BtfField[] moved = [.. address.Select(field => field with { BitOffset = field.BitOffset - (LengthSize * 8) })];
        // Behind 4 bytes, nothing is aligned to more than 4.
        return table.Add(id => new BtfType.Composite(id, IsUnion: false, Name: null, size - LengthSize, Math.Min(type.Alignment, LengthSize), new(moved)));
    }

    private static bool IsAcross(TypeTable table, BtfField field)
    {
        long bits = field.BitfieldBits != 0 ? field.BitfieldBits : table.SizeOf(field.Type) * 8;
        return field.BitOffset < LengthSize * 8 && field.BitOffset + bits > LengthSize * 8;
    }
}
