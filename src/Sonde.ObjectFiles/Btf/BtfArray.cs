using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>What an array consists of.</summary>
public readonly struct BtfArray
{
    internal BtfArray(ReadOnlySpan<byte> trailer)
    {
        ElementTypeId = BtfType.ToId(BinaryPrimitives.ReadUInt32LittleEndian(trailer));
        IndexTypeId = BtfType.ToId(BinaryPrimitives.ReadUInt32LittleEndian(trailer.Slice(4)));
        Count = BinaryPrimitives.ReadUInt32LittleEndian(trailer.Slice(8));
    }

    /// <summary>Id of the type of an element.</summary>
    public int ElementTypeId { get; }

    /// <summary>Id of the type of an index.</summary>
    public int IndexTypeId { get; }

    /// <summary>How many elements it has; 0 for a flexible array at the end of a structure.</summary>
    public uint Count { get; }
}
