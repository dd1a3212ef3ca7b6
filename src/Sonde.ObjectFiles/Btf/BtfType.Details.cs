using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

public readonly partial struct BtfType
{
    /// <summary>Members of a structure or union; empty for other kinds.</summary>
    public BtfList<BtfMember> Members => Kind is BtfKind.Struct or BtfKind.Union
        ? List<BtfMember>(12, KindFlag ? BtfMember.ReadWithBitfields : BtfMember.Read)
        : default;

    /// <summary>Values of an enumeration; empty for other kinds.</summary>
    public BtfList<BtfEnumValue> Values => Kind switch
    {
        BtfKind.Enum => List<BtfEnumValue>(8, KindFlag ? BtfEnumValue.ReadSigned : BtfEnumValue.ReadUnsigned),
        BtfKind.Enum64 => List(12, BtfEnumValue.Read64),
        _ => default,
    };

    /// <summary>Parameters of a function prototype; empty for other kinds.</summary>
    public BtfList<BtfParameter> Parameters => Kind == BtfKind.FunctionPrototype ? List(8, BtfParameter.Read) : default;

    /// <summary>Variables of a data section; empty for other kinds.</summary>
    public BtfList<BtfSectionVariable> Variables => Kind == BtfKind.DataSection ? List(12, BtfSectionVariable.Read) : default;

    /// <summary>Element type and count of an array.</summary>
    /// <exception cref="InvalidOperationException">The type is of another kind.</exception>
    public BtfArray Array => new(Trailer(BtfKind.Array, 12));

    /// <summary>Encoding of an integer.</summary>
    /// <exception cref="InvalidOperationException">The type is of another kind.</exception>
    public BtfInteger Integer => new(BinaryPrimitives.ReadUInt32LittleEndian(Trailer(BtfKind.Int, 4)));

    /// <summary>Who sees a variable or a function.</summary>
    /// <exception cref="InvalidOperationException">The type is of another kind.</exception>
    public BtfLinkage Linkage => Kind == BtfKind.Function
        ? (BtfLinkage)Count
        : (BtfLinkage)BinaryPrimitives.ReadUInt32LittleEndian(Trailer(BtfKind.Variable, 4));

    /// <summary>Which member or parameter a declaration tag marks, or -1 for the declaration as a whole.</summary>
    /// <exception cref="InvalidOperationException">The type is of another kind.</exception>
    public int ComponentIndex => BinaryPrimitives.ReadInt32LittleEndian(Trailer(BtfKind.DeclarationTag, 4));

    private BtfList<T> List<T>(int entrySize, BtfEntryReader<T> read)
        where T : struct => new(Btf, _types.Slice(_trailer, Count * entrySize), entrySize, read);

    private ReadOnlySpan<byte> Trailer(BtfKind kind, int size) => Kind == kind
        ? _types.Span.Slice(_trailer, size)
        : throw new InvalidOperationException($"BTF type {Id} is of kind {Kind}, not {kind}");
}
