using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>Notes, as a section or segment of an ELF file holds them, and <c>/sys/kernel/notes</c> those of the running kernel.</summary>
public static class ElfNotes
{
    private const int HeaderSize = 12;
    private const uint NT_GNU_BUILD_ID = 3;

    /// <summary>Finds the build id among notes.</summary>
    /// <param name="notes">The notes.</param>
    /// <param name="alignment">What the notes are aligned to, as their section or segment says.</param>
    /// <param name="buildId">The build id, a part of the notes.</param>
    public static bool TryFindBuildId(ReadOnlyMemory<byte> notes, ulong alignment, out ReadOnlyMemory<byte> buildId)
    {
        buildId = default;
        // .note.gnu.property is the one note that pads to 8; all others pad to 4, whatever their section says.
        uint padding = alignment == 8 ? 7u : 3u;
        while (notes.Length >= HeaderSize)
        {
            ReadOnlySpan<byte> note = notes.Span;
            ulong nameSize = BinaryPrimitives.ReadUInt32LittleEndian(note);
            ulong contentSize = BinaryPrimitives.ReadUInt32LittleEndian(note.Slice(4));
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(note.Slice(8));
            ulong content = (HeaderSize + nameSize + padding) & ~(ulong)padding;
            if (content + contentSize > (ulong)notes.Length)
                return false;
            if (type == NT_GNU_BUILD_ID && nameSize == 4 && note.Slice(HeaderSize, 4).SequenceEqual("GNU\0"u8))
            {
                buildId = notes.Slice((int)content, (int)contentSize);
                return true;
            }

            ulong next = (content + contentSize + padding) & ~(ulong)padding;
            if (next > (ulong)notes.Length)
                return false;
            notes = notes.Slice((int)next);
        }

        return false;
    }
}
