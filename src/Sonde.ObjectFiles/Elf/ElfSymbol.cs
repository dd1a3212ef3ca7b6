using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A symbol: a name for an address. Valid as long as the image it was read from.</summary>
public readonly ref struct ElfSymbol
{
    internal const int EntrySize = 24;

    private readonly ReadOnlySpan<byte> _names;
    private readonly uint _nameOffset;
    private readonly byte _info;
    private readonly byte _other;

    internal ElfSymbol(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> names)
    {
        _names = names;
        _nameOffset = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        _info = entry[4];
        _other = entry[5];
        SectionIndex = BinaryPrimitives.ReadUInt16LittleEndian(entry.Slice(6));
        Value = BinaryPrimitives.ReadUInt64LittleEndian(entry.Slice(8));
        Size = BinaryPrimitives.ReadUInt64LittleEndian(entry.Slice(16));
    }

    /// <summary>The name in UTF-8, a view of the file.</summary>
    /// <exception cref="ElfFormatException">The name lies outside the table of names.</exception>
    public ReadOnlySpan<byte> NameUtf8 => ElfStringTable.Get(_names, _nameOffset, "symbol names");

    /// <summary>The name as a new string.</summary>
    public string Name => Utf8.Decode(NameUtf8);

    /// <summary>The address; in a relocatable object the offset in its section.</summary>
    public ulong Value { get; }

    /// <summary>Size in bytes, or 0 if not known.</summary>
    public ulong Size { get; }

    /// <summary>What it stands for.</summary>
    public ElfSymbolType Type => (ElfSymbolType)(_info & 0xf);

    /// <summary>Who sees it when objects are linked.</summary>
    public ElfSymbolBinding Binding => (ElfSymbolBinding)(_info >> 4);

    /// <summary>Who sees it afterwards.</summary>
    public ElfSymbolVisibility Visibility => (ElfSymbolVisibility)(_other & 3);

    /// <summary>Index of its section, 0 if another file defines it; 0xff00 and above are special (<c>SHN_ABS</c> and the like).</summary>
    public ushort SectionIndex { get; }

    /// <summary>Whether this file defines it.</summary>
    public bool IsDefined => SectionIndex != 0;

    /// <summary>Compares the name, given in UTF-8, without building a string.</summary>
    public bool HasName(ReadOnlySpan<byte> name) => ElfStringTable.Matches(_names, _nameOffset, name);
}
