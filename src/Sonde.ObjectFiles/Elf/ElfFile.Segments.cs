using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

public sealed partial class ElfFile
{
    private const int SegmentHeaderSize = 56;
    private const ushort PN_XNUM = 0xffff;

    private ulong _segmentHeaders;
    private int _segmentCount;
    private ElfSegment[]? _segments;

    /// <summary>The program headers: how the file is mapped into memory.</summary>
    /// <exception cref="ElfFormatException">The file is 32-bit or big-endian.</exception>
    public IReadOnlyList<ElfSegment> Segments => SegmentArray;

    private ElfSegment[] SegmentArray => _segments ??= ReadSegments();

    /// <summary>Translates an address of a symbol to an offset in the file, which is how the kernel names the place of a uprobe.</summary>
    /// <returns><see langword="false"/> if no loaded segment holds bytes of the file at this address.</returns>
    public bool TryGetFileOffset(ulong address, out ulong offset)
    {
        foreach (ElfSegment segment in SegmentArray)
        {
            if (segment.Type != ElfSegmentType.Load || address < segment.Address || address - segment.Address >= segment.FileSize)
                continue;
            offset = unchecked(segment.Offset + (address - segment.Address));
            return true;
        }

        offset = 0;
        return false;
    }

    private void ReadSegmentHeaderPlace(ReadOnlySpan<byte> bytes)
    {
        ulong headers = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(32));
        ushort entrySize = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(54));
        uint count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(56));
        if (headers == 0 || count == 0)
            return;
        if (entrySize != SegmentHeaderSize)
            throw new ElfFormatException($"file is corrupt: a program header has {entrySize} bytes instead of {SegmentHeaderSize}");
        if (count == PN_XNUM && _sectionCount > 0)
            count = BinaryPrimitives.ReadUInt32LittleEndian(Bytes("section headers", _sectionHeaders, SectionHeaderSize).Span.Slice(44));
        RequireTable("program headers", headers, count, SegmentHeaderSize);
        _segmentHeaders = headers;
        _segmentCount = (int)count;
    }

    private ElfSegment[] ReadSegments()
    {
        RequireReadable();
        var segments = new ElfSegment[_segmentCount];
        ReadOnlySpan<byte> headers = Bytes("program headers", _segmentHeaders, (ulong)_segmentCount * SegmentHeaderSize).Span;
        for (int i = 0; i < segments.Length; i++)
            segments[i] = new ElfSegment(headers.Slice(i * SegmentHeaderSize, SegmentHeaderSize));
        return segments;
    }
}
