using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A program header of an ELF file.</summary>
public readonly struct ElfSegment
{
    internal ElfSegment(ReadOnlySpan<byte> header)
    {
        Type = (ElfSegmentType)BinaryPrimitives.ReadUInt32LittleEndian(header);
        Flags = (ElfSegmentFlags)BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(4));
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(8));
        Address = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(16));
        FileSize = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(32));
        MemorySize = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(40));
        Alignment = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(48));
    }

    /// <summary>Kind of the segment.</summary>
    public ElfSegmentType Type { get; }

    /// <summary>Access rights in memory.</summary>
    public ElfSegmentFlags Flags { get; }

    /// <summary>Where its bytes start in the file.</summary>
    public ulong Offset { get; }

    /// <summary>Its address in memory, before the load bias of a position-independent file.</summary>
    public ulong Address { get; }

    /// <summary>How many bytes the file holds.</summary>
    public ulong FileSize { get; }

    /// <summary>How many bytes it has in memory; what the file lacks is zero.</summary>
    public ulong MemorySize { get; }

    /// <summary>Alignment in memory and in the file.</summary>
    public ulong Alignment { get; }
}
