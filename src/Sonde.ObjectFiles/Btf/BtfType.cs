using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A type, decoded from the data as its properties are read.</summary>
public readonly partial struct BtfType
{
    private const int HeaderSize = 12;

    private readonly ReadOnlyMemory<byte> _types;
    private readonly int _trailer;
    private readonly uint _name;
    private readonly uint _info;
    private readonly uint _sizeOrType;

    internal BtfType(Btf btf)
    {
        Btf = btf;
    }

    internal BtfType(Btf btf, int id, ReadOnlyMemory<byte> types, int offset)
    {
        Btf = btf;
        Id = id;
        _types = types;
        _trailer = offset + HeaderSize;
        ReadOnlySpan<byte> header = types.Span.Slice(offset, HeaderSize);
        _name = BinaryPrimitives.ReadUInt32LittleEndian(header);
        _info = BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(4));
        _sizeOrType = BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(8));
    }

    /// <summary>Where the type comes from.</summary>
    public Btf Btf { get; }

    /// <summary>Its id; 0 is <c>void</c>.</summary>
    public int Id { get; }

    /// <summary>Its kind.</summary>
    public BtfKind Kind => (BtfKind)((_info >> 24) & 0x1f);

    /// <summary>Its name as a new string, empty if it has none.</summary>
    /// <exception cref="BtfFormatException">The name lies outside the strings.</exception>
    public string Name => _name == 0 ? "" : Utf8.Decode(NameUtf8);

    /// <summary>Its name in UTF-8, a view of the data; empty if it has none.</summary>
    /// <exception cref="BtfFormatException">The name lies outside the strings.</exception>
    public ReadOnlySpan<byte> NameUtf8 => _name == 0 ? default : Btf.GetName(_name);

    /// <summary>How many members, values, parameters or variables it has.</summary>
    public int Count => (int)(_info & 0xffff);

    /// <summary>
    /// The flag that some kinds have: a structure with bitfields, a signed enumeration, a forward declaration of a union,
    /// since Linux 6.14 a tag that stands for an attribute.
    /// </summary>
    public bool KindFlag => _info >> 31 != 0;

    /// <summary>Size in bytes that this type itself states, 0 for kinds that state none. See <see cref="Btf.ResolveSize"/>.</summary>
    public uint Size => Kind is BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float
        or BtfKind.DataSection ? _sizeOrType : 0;

    /// <summary>The type that a pointer, typedef, modifier, variable, function or tag refers to, or a prototype's result; else 0.</summary>
    /// <exception cref="BtfFormatException">The id is beyond any that BTF can have.</exception>
    public int TargetTypeId => Kind is BtfKind.Pointer or BtfKind.Typedef or BtfKind.Variable or BtfKind.Function
        or BtfKind.FunctionPrototype or BtfKind.DeclarationTag || IsModifier ? ToId(_sizeOrType) : 0;

    /// <summary>Whether it is <c>const</c>, <c>volatile</c>, <c>restrict</c> or a type tag.</summary>
    public bool IsModifier => Kind is BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag;

    /// <summary>Compares the name, given in UTF-8, without building a string.</summary>
    public bool HasName(ReadOnlySpan<byte> name) => Btf.StringEquals(_name, name);

    /// <inheritdoc/>
    public override string ToString() => $"[{Id}] {Kind} {(_name == 0 ? "(anonymous)" : Name)}";

    internal static int ToId(uint id) => id <= int.MaxValue ? (int)id : throw new BtfFormatException($"BTF is corrupt: there is no type {id}");
}
