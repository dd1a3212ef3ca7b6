using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

public sealed partial class ElfFile
{
    private const int NoteHeaderSize = 12;
    private const uint NT_GNU_BUILD_ID = 3;

    /// <summary>Finds the build id that the linker left as a note, which names the same build in every copy of the file.</summary>
    public bool TryGetBuildId(out ReadOnlyMemory<byte> buildId)
    {
        foreach (ElfSegment segment in SegmentArray)
        {
            if (segment.Type == ElfSegmentType.Note && TryFindBuildId(segment.Offset, segment.FileSize, segment.Alignment, out buildId))
                return true;
        }

        foreach (ElfSection section in SectionArray)
        {
            if (section.Type == ElfSectionType.Note && TryFindBuildId(section.Offset, section.Size, section.Alignment, out buildId))
                return true;
        }

        buildId = default;
        return false;
    }

    private bool TryFindBuildId(ulong offset, ulong size, ulong alignment, out ReadOnlyMemory<byte> buildId)
    {
        buildId = default;
        ulong length = (ulong)_source.Length;
        if (offset > length || size > length - offset || size > MaxPart)
            return false;
        ReadOnlyMemory<byte> notes = Bytes("notes", offset, size);
        // .note.gnu.property is the one note that pads to 8; all others pad to 4, whatever their section says.
        uint padding = alignment == 8 ? 7u : 3u;
        while (notes.Length >= NoteHeaderSize)
        {
            ReadOnlySpan<byte> note = notes.Span;
            ulong nameSize = BinaryPrimitives.ReadUInt32LittleEndian(note);
            ulong contentSize = BinaryPrimitives.ReadUInt32LittleEndian(note.Slice(4));
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(note.Slice(8));
            ulong content = NoteHeaderSize + ((nameSize + padding) & ~(ulong)padding);
            if (content + contentSize > (ulong)notes.Length)
                return false;
            if (type == NT_GNU_BUILD_ID && nameSize == 4 && note.Slice(NoteHeaderSize, 4).SequenceEqual("GNU\0"u8))
            {
                buildId = notes.Slice((int)content, (int)contentSize);
                return true;
            }

            ulong next = content + ((contentSize + padding) & ~(ulong)padding);
            if (next > (ulong)notes.Length)
                return false;
            notes = notes.Slice((int)next);
        }

        return false;
    }
}
