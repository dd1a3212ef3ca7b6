namespace Sonde.ObjectFiles;

public sealed partial class ElfFile
{
    // Linkers write some hundred bytes of notes, each once.
    private const ulong MaxNotes = 16 << 20;

    /// <summary>Finds the build id that the linker left as a note, which names the same build in every copy of the file.</summary>
    /// <remarks>Notes are looked through up to 16 MiB.</remarks>
    public bool TryGetBuildId(out ReadOnlyMemory<byte> buildId)
    {
        ulong left = MaxNotes;
        foreach (ElfSegment segment in SegmentArray)
        {
            if (segment.Type == ElfSegmentType.Note && TryFindBuildId(segment.Offset, segment.FileSize, segment.Alignment, ref left, out buildId))
                return true;
        }

        foreach (ElfSection section in SectionArray)
        {
            if (section.Type == ElfSectionType.Note && TryFindBuildId(section.Offset, section.Size, section.Alignment, ref left, out buildId))
                return true;
        }

        buildId = default;
        return false;
    }

    private bool TryFindBuildId(ulong offset, ulong size, ulong alignment, ref ulong left, out ReadOnlyMemory<byte> buildId)
    {
        buildId = default;
        ulong length = (ulong)_source.Length;
        if (offset > length || size > length - offset || size > left)
            return false;
        left -= size;
        return ElfNotes.TryFindBuildId(Bytes("notes", offset, size), alignment, out buildId);
    }
}
