using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A member of a structure or union.</summary>
public readonly struct BtfMember
{
    private readonly Btf _btf;
    private readonly uint _name;

    private BtfMember(Btf btf, ReadOnlySpan<byte> entry, uint bitOffset, byte bitfieldSize)
    {
        _btf = btf;
        _name = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        TypeId = BtfType.ToId(BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(4)));
        BitOffset = bitOffset;
        BitfieldSize = bitfieldSize;
    }

    /// <summary>Its name as a new string, empty for an anonymous structure or union.</summary>
    public string Name => Utf8.Decode(NameUtf8);

    /// <summary>Its name in UTF-8, a view of the data.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _btf.GetName(_name);

    /// <summary>Id of its type.</summary>
    public int TypeId { get; }

    /// <summary>Its offset in bits from the start of the structure.</summary>
    public uint BitOffset { get; }

    /// <summary>Its size in bits if it is a bitfield, else 0.</summary>
    public byte BitfieldSize { get; }

    /// <summary>Compares the name, given in UTF-8, without building a string.</summary>
    public bool HasName(ReadOnlySpan<byte> name) => _btf.StringEquals(_name, name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static BtfMember Read(Btf btf, ReadOnlySpan<byte> entry) =>
        new(btf, entry, BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(8)), 0);

    internal static BtfMember ReadWithBitfields(Btf btf, ReadOnlySpan<byte> entry)
    {
        uint packed = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(8));
        return new BtfMember(btf, entry, packed & 0xffffff, (byte)(packed >> 24));
    }
}
