using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A section of an ELF file.</summary>
public sealed partial class ElfSection
{
    private readonly ElfFile _file;
    private readonly uint _nameOffset;
    private string? _name;

    internal ElfSection(ElfFile file, int index, ReadOnlySpan<byte> header)
    {
        _file = file;
        Index = index;
        _nameOffset = BinaryPrimitives.ReadUInt32LittleEndian(header);
        Type = (ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(4));
        Flags = (ElfSectionFlags)BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(8));
        Address = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(16));
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(24));
        Size = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(32));
        Link = BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(40));
        Info = BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(44));
        Alignment = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(48));
        EntrySize = BinaryPrimitives.ReadUInt64LittleEndian(header.Slice(56));
    }

    /// <summary>Its place in <see cref="ElfFile.Sections"/>, by which symbols refer to it.</summary>
    public int Index { get; }

    /// <summary>Its name, such as <c>.text</c>.</summary>
    /// <exception cref="ElfFormatException">The name lies outside the table of names, or has its bytes in common with many others.</exception>
    public string Name => _name ??= Utf8.Decode(_file.CountName(_file.SectionNames.Get(_nameOffset)));

    /// <summary>Kind of content.</summary>
    public ElfSectionType Type { get; }

    /// <summary>Attributes.</summary>
    public ElfSectionFlags Flags { get; }

    /// <summary>Address in memory, or 0 if it is not loaded.</summary>
    public ulong Address { get; }

    /// <summary>Where its bytes start in the file.</summary>
    public ulong Offset { get; }

    /// <summary>Its size in bytes, in memory for <see cref="ElfSectionType.NoBits"/> and in the file for all others.</summary>
    public ulong Size { get; }

    /// <summary>Index of a related section, by type: of a symbol table, its names.</summary>
    public uint Link { get; }

    /// <summary>More about the section, by type: of relocations, the section they change.</summary>
    public uint Info { get; }

    /// <summary>Required alignment of its address.</summary>
    public ulong Alignment { get; }

    /// <summary>Size of one entry if it is a table.</summary>
    public ulong EntrySize { get; }

    /// <summary>
    /// Its bytes as the file has them, compressed ones too; empty for <see cref="ElfSectionType.NoBits"/> and unused headers. A view of
    /// the image, or of a file that was opened a copy, which the file keeps for the next call.
    /// </summary>
    /// <exception cref="ElfFormatException">The bytes lie outside the file, or are more than 2 GiB.</exception>
    public ReadOnlyMemory<byte> Data => Type is ElfSectionType.NoBits or ElfSectionType.None ? default : _file.Bytes(this);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal bool HasName(ReadOnlySpan<byte> name) => _file.SectionNames.Matches(_nameOffset, name);
}
