using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

public sealed partial class Btf
{
    /// <summary>Finds the first type of this name and kind; in split BTF its own types come before those of the base.</summary>
    public bool TryFindType(string name, BtfKind kind, out BtfType type) => TryFindType(Utf8.Encode(name), kind, out type);

    /// <summary>Finds the first type of this name, given in UTF-8, and kind. Reads each type once and allocates nothing.</summary>
    public bool TryFindType(ReadOnlySpan<byte> name, BtfKind kind, out BtfType type)
    {
        ReadOnlySpan<byte> types = _types.Span;
        ReadOnlySpan<int> offsets = _offsets.AsSpan(0, EndId - FirstId);
        for (int i = 0; i < offsets.Length; i++)
        {
            ReadOnlySpan<byte> header = types.Slice(offsets[i], TypeHeaderSize);
            if ((header[7] & 0x1f) == (int)kind && StringEquals(BinaryPrimitives.ReadUInt32LittleEndian(header), name))
            {
                type = this[FirstId + i];
                return true;
            }
        }

        if (_base is not null)
            return _base.TryFindType(name, kind, out type);
        type = default;
        return false;
    }
}
