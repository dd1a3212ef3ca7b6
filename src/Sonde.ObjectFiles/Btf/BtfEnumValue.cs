using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A named value of an enumeration.</summary>
public readonly struct BtfEnumValue
{
    private readonly Btf _btf;
    private readonly uint _name;

    private BtfEnumValue(Btf btf, ReadOnlySpan<byte> entry, long value)
    {
        _btf = btf;
        _name = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        Value = value;
    }

    /// <summary>Its name as a new string.</summary>
    public string Name => Utf8.Decode(NameUtf8);

    /// <summary>Its name in UTF-8, a view of the data.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _btf.GetName(_name);

    /// <summary>Its value; of an unsigned 64-bit enumeration the same bits, to be cast to <see cref="ulong"/>.</summary>
    public long Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static BtfEnumValue ReadSigned(Btf btf, ReadOnlySpan<byte> entry) =>
        new(btf, entry, BinaryPrimitives.ReadInt32LittleEndian(entry.Slice(4)));

    internal static BtfEnumValue ReadUnsigned(Btf btf, ReadOnlySpan<byte> entry) =>
        new(btf, entry, BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(4)));

    internal static BtfEnumValue Read64(Btf btf, ReadOnlySpan<byte> entry) =>
        new(btf, entry, BinaryPrimitives.ReadInt64LittleEndian(entry.Slice(4)));
}
