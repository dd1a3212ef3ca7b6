using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A parameter of a function prototype. The last one of a variadic function has no name and type 0.</summary>
public readonly struct BtfParameter
{
    private readonly Btf _btf;
    private readonly uint _name;

    private BtfParameter(Btf btf, ReadOnlySpan<byte> entry)
    {
        _btf = btf;
        _name = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        TypeId = BtfType.ToId(BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(4)));
    }

    /// <summary>Its name as a new string, empty if the prototype gives none.</summary>
    public string Name => Utf8.Decode(NameUtf8);

    /// <summary>Its name in UTF-8, a view of the data.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _btf.GetName(_name);

    /// <summary>Id of its type.</summary>
    public int TypeId { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static BtfParameter Read(Btf btf, ReadOnlySpan<byte> entry) => new(btf, entry);
}
