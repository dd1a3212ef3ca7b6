using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Sonde.ObjectFiles;

public sealed partial class ElfFile
{
    private const int SectionHeaderSize = 64;
    private const ushort SHN_XINDEX = 0xffff;
    private const int MaxRepetition = 8;
    private const int UsualName = 64;

    private ulong _sectionHeaders;
    private int _sectionCount;
    private uint _sectionNames;
    private ElfSection[]? _sections;
    private ReadOnlyMemory<byte>?[]? _kept;
    private long _keptBytes;
    private long _namesRead;

    /// <summary>All sections in the order of the file; the first is the empty one that ELF reserves.</summary>
    /// <exception cref="ElfFormatException">The file is 32-bit or big-endian.</exception>
    public IReadOnlyList<ElfSection> Sections => SectionArray;

    private ElfSection[] SectionArray => _sections ??= ReadSections();

    /// <summary>Finds the first section of this name.</summary>
    public bool TryGetSection(string name, [NotNullWhen(true)] out ElfSection? section) =>
        TryGetSection(Utf8.Encode(name), out section);

    /// <summary>Finds the first section of this name, given in UTF-8.</summary>
    public bool TryGetSection(ReadOnlySpan<byte> name, [NotNullWhen(true)] out ElfSection? section)
    {
        foreach (ElfSection candidate in SectionArray)
        {
            if (candidate.HasName(name))
            {
                section = candidate;
                return true;
            }
        }

        section = null;
        return false;
    }

    internal ElfStringTable SectionNames => OpenStrings(_sectionNames, "section names");

    internal ReadOnlyMemory<byte> Bytes(ElfSection section)
    {
        if (!_source.IsInMemory && Kept(section.Index) is { } kept)
            return kept;
        // Headers of a few bytes may each claim the whole file.
        if (!_source.IsInMemory && section.Size > (ulong)(_source.Length - _keptBytes) && section.Size <= (ulong)_source.Length)
            throw new ElfFormatException($"file is corrupt: sections overlap, those read up to section {section.Index} have more bytes than the file");
        ReadOnlyMemory<byte> bytes = Bytes($"the bytes of section {section.Index}", section.Offset, section.Size);
        if (!_source.IsInMemory)
            Keep(section.Index, bytes);
        return bytes;
    }

    private ReadOnlyMemory<byte>? Kept(int section) => _kept?[section];

    /// <summary>How many bytes of sections are kept.</summary>
    internal long KeptBytes => _keptBytes;

    /// <summary>Counts the bytes of a section's name that is made a string: many sections may have one long name.</summary>
    internal ReadOnlySpan<byte> CountName(ReadOnlySpan<byte> name)
    {
        _namesRead += name.Length;
        return _namesRead <= (MaxRepetition * (long)SectionNames.Bytes.Length) + (UsualName * (long)_sectionCount) ? name
            : throw new ElfFormatException("file is corrupt: the names of its sections overlap");
    }

    private void Keep(int section, ReadOnlyMemory<byte> bytes)
    {
        (_kept ??= new ReadOnlyMemory<byte>?[_sectionCount])[section] = bytes;
        _keptBytes += bytes.Length;
    }

    internal ElfStringTable OpenStrings(uint sectionIndex, string what)
    {
        if (sectionIndex >= (uint)SectionArray.Length)
            throw new ElfFormatException($"file is corrupt: {what} are said to lie in section {sectionIndex} of {SectionArray.Length}");
        ElfSection section = SectionArray[sectionIndex];
        return new ElfStringTable(section.Type == ElfSectionType.NoBits ? default : Bytes(section), what);
    }

    private void ReadSectionHeaderPlace(ReadOnlySpan<byte> bytes)
    {
        _sectionHeaders = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(40));
        ushort entrySize = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(58));
        ulong count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(60));
        _sectionNames = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(62));
        if (_sectionHeaders == 0)
            return;
        if (entrySize != SectionHeaderSize)
            throw new ElfFormatException($"file is corrupt: a section header has {entrySize} bytes instead of {SectionHeaderSize}");
        RequireTable("section headers", _sectionHeaders, Math.Max(count, 1), SectionHeaderSize);
        // Files with 65,280 sections or more keep both numbers in the first, otherwise unused, header.
        ReadOnlySpan<byte> first = Bytes("section headers", _sectionHeaders, SectionHeaderSize).Span;
        if (count == 0)
            count = BinaryPrimitives.ReadUInt64LittleEndian(first.Slice(32));
        if (_sectionNames == SHN_XINDEX)
            _sectionNames = BinaryPrimitives.ReadUInt32LittleEndian(first.Slice(40));
        if (count > uint.MaxValue)
            throw new ElfFormatException($"file is corrupt: it claims {count} sections");
        RequireTable("section headers", _sectionHeaders, count, SectionHeaderSize);
        if (count > MaxPart / SectionHeaderSize)
            throw new ElfFormatException($"file has {count} sections; at most {MaxPart / SectionHeaderSize} can be read");
        _sectionCount = (int)count;
    }

    private ElfSection[] ReadSections()
    {
        RequireReadable();
        var sections = new ElfSection[_sectionCount];
        ReadOnlySpan<byte> headers = Bytes("section headers", _sectionHeaders, (ulong)_sectionCount * SectionHeaderSize).Span;
        for (int i = 0; i < sections.Length; i++)
            sections[i] = new ElfSection(this, i, headers.Slice(i * SectionHeaderSize, SectionHeaderSize));
        return sections;
    }
}
