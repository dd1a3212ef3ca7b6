namespace Sonde.ObjectFiles;

public sealed partial class ElfFile
{
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
        return offset <= length && size <= length - offset && size <= MaxPart
            && ElfNotes.TryFindBuildId(Bytes("notes", offset, size), alignment, out buildId);
    }
}
