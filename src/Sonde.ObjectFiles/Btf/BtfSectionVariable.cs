using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>The place of a variable in a data section.</summary>
/// <remarks>In an object fresh from clang the offsets of global variables are 0; <see cref="BpfObjectFile"/> gives the true ones.</remarks>
public readonly struct BtfSectionVariable
{
    private BtfSectionVariable(ReadOnlySpan<byte> entry)
    {
        TypeId = BtfType.ToId(BinaryPrimitives.ReadUInt32LittleEndian(entry));
        Offset = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(4));
        Size = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(8));
    }

    /// <summary>Id of the variable, a type of kind <see cref="BtfKind.Variable"/>.</summary>
    public int TypeId { get; }

    /// <summary>Offset in bytes from the start of the section.</summary>
    public uint Offset { get; }

    /// <summary>Size in bytes.</summary>
    public uint Size { get; }

    internal static BtfSectionVariable Read(Btf btf, ReadOnlySpan<byte> entry) => new(entry);
}
