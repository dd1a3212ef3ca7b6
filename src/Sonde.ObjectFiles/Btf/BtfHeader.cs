using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>Where types and strings lie; all checked against the length of the data.</summary>
internal readonly struct BtfHeader
{
    public const ushort Magic = 0xeb9f;
    private const int MinimumSize = 24;

    private BtfHeader(int typesOffset, int typesLength, int stringsOffset, int stringsLength)
    {
        TypesOffset = typesOffset;
        TypesLength = typesLength;
        StringsOffset = stringsOffset;
        StringsLength = stringsLength;
    }

    public int TypesOffset { get; }

    public int TypesLength { get; }

    public int StringsOffset { get; }

    public int StringsLength { get; }

    public static BtfHeader Parse(ReadOnlySpan<byte> data, bool isSplit)
    {
        uint size = ParseStart(data, "BTF", MinimumSize);
        uint typesOffset = BinaryPrimitives.ReadUInt32LittleEndian(data.Slice(8));
        uint typesLength = BinaryPrimitives.ReadUInt32LittleEndian(data.Slice(12));
        uint stringsOffset = BinaryPrimitives.ReadUInt32LittleEndian(data.Slice(16));
        uint stringsLength = BinaryPrimitives.ReadUInt32LittleEndian(data.Slice(20));
        Require(data.Length, "types", size, typesOffset, typesLength);
        Require(data.Length, "strings", size, stringsOffset, stringsLength);
        if ((size + typesOffset) % 4 != 0)
            throw new BtfFormatException($"BTF is corrupt: types start at byte {size + typesOffset}, which is not a multiple of 4");
        ReadOnlySpan<byte> strings = data.Slice((int)(size + stringsOffset), (int)stringsLength);
        if (strings.IsEmpty ? !isSplit : strings[strings.Length - 1] != 0 || (!isSplit && strings[0] != 0))
            throw new BtfFormatException("BTF is corrupt: its strings do not start with an empty one and end with a NUL byte");
        return new BtfHeader((int)(size + typesOffset), (int)typesLength, (int)(size + stringsOffset), (int)stringsLength);
    }

    /// <summary>Checks the fields that .BTF and .BTF.ext share.</summary>
    public static uint ParseStart(ReadOnlySpan<byte> data, string what, int minimumSize)
    {
        if (data.Length < 8)
            throw new BtfFormatException($"{what} is truncated: its header needs at least {minimumSize} bytes, there are {data.Length}");
        ushort magic = BinaryPrimitives.ReadUInt16LittleEndian(data);
        if (magic == BinaryPrimitives.ReverseEndianness(Magic))
            throw new BtfFormatException($"{what} is big-endian; only little-endian data can be read: rebuild with -target bpfel");
        if (magic != Magic)
            throw new BtfFormatException($"not {what}: it does not start with 9F EB");
        if (data[2] != 1)
            throw new BtfFormatException($"{what} has version {data[2]}; only version 1 is known");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(data.Slice(4));
        if (size < minimumSize)
            throw new BtfFormatException($"{what} is corrupt: its header claims {size} bytes, at least {minimumSize} are needed");
        if (size > (uint)data.Length)
            throw new BtfFormatException($"{what} is truncated: its header ends at byte {size}, there are {data.Length}");
        return size;
    }

    private static void Require(int available, string what, uint headerSize, uint offset, uint length)
    {
        ulong end = (ulong)headerSize + offset + length;
        if (end > (ulong)available)
            throw new BtfFormatException($"BTF is truncated: its {what} end at byte {end}, there are {available}");
    }
}
