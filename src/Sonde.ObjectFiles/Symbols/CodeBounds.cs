namespace Sonde.ObjectFiles;

/// <summary>
/// Between which addresses a file has code. Linkers leave the debugging information of functions that they dropped, at address 0 or
/// at the end of the address space.
/// </summary>
internal readonly struct CodeBounds
{
    private readonly ulong _start;
    private readonly ulong _length;

    private CodeBounds(ulong start, ulong end)
    {
        _start = start;
        _length = end - start;
    }

    /// <summary>No code at all.</summary>
    public static CodeBounds None => default;

    public bool Contains(ulong address) => address - _start < _length;

    /// <summary>These, and those of one more section.</summary>
    public CodeBounds With(ulong start, ulong size) =>
        size == 0 ? this : _length == 0 ? new(start, start + size) : new(Math.Min(_start, start), Math.Max(_start + _length, start + size));

    public static CodeBounds Of(ElfFile file)
    {
        const ElfSectionFlags code = ElfSectionFlags.Allocate | ElfSectionFlags.Execute;
        // The last addresses stand for none.
        const ulong last = ulong.MaxValue - 1;
        if (file.Type == ElfType.Relocatable)
            return new(0, last);
        ulong start = ulong.MaxValue, end = 0;
        foreach (ElfSection section in file.Sections)
        {
            if ((section.Flags & code) == code && section.Size > 0)
            {
                start = Math.Min(start, section.Address);
                end = Math.Max(end, section.Address + section.Size);
            }
        }

        foreach (ElfSegment segment in file.Segments)
        {
            if (end == 0 && segment.Type == ElfSegmentType.Load && (segment.Flags & ElfSegmentFlags.Execute) != 0)
                (start, end) = (segment.Address, segment.Address + segment.MemorySize);
        }

        return start < end ? new(start, end) : new(1, last);
    }
}
