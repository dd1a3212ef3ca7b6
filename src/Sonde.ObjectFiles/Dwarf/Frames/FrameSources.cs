namespace Sonde.ObjectFiles;

/// <summary>Where a file has its unwind tables.</summary>
internal readonly record struct FrameSources
{
    public ReadOnlyMemory<byte> EhFrame { get; init; }

    public ulong EhFrameAddress { get; init; }

    /// <summary>Whether the bytes of <see cref="EhFrame"/> are nothing else; otherwise they go on to the end of their segment.</summary>
    public bool IsEndKnown { get; init; }

    public ReadOnlyMemory<byte> Index { get; init; }

    public ulong IndexAddress { get; init; }

    public ulong TextAddress { get; init; }

    public ReadOnlyMemory<byte> DebugFrame { get; init; }

    public bool IsEmpty => EhFrame.IsEmpty && DebugFrame.IsEmpty;

    public static FrameSources Of(ElfFile file)
    {
        ReadOnlyMemory<byte> debug = file.TryGetSection(".debug_frame", out ElfSection? section) && (section.Flags & ElfSectionFlags.Compressed) == 0
            ? section.Data
            : default;
        ulong text = file.TryGetSection(".text", out section) ? section.Address : 0;
        if (file.TryGetSection(".eh_frame", out section) && !section.Data.IsEmpty)
            return new FrameSources { EhFrame = section.Data, EhFrameAddress = section.Address, IsEndKnown = true, TextAddress = text, DebugFrame = debug };
        return OfSegments(file, text, debug);
    }

    // A file without a table of sections still has what the running program finds its tables by.
    private static FrameSources OfSegments(ElfFile file, ulong text, ReadOnlyMemory<byte> debug)
    {
        var without = new FrameSources { DebugFrame = debug };
        foreach (ElfSegment segment in file.Segments)
        {
            if (segment.Type != ElfSegmentType.UnwindIndex || !TryGetBytes(file, segment.Address, segment.FileSize, out ReadOnlyMemory<byte> index))
                continue;
            ulong tables = FrameIndex.FindTables(index.Span, segment.Address);
            return !TryGetBytes(file, tables, ulong.MaxValue, out ReadOnlyMemory<byte> bytes)
                ? without
                : new FrameSources
                {
                    EhFrame = bytes,
                    EhFrameAddress = tables,
                    Index = index,
                    IndexAddress = segment.Address,
                    TextAddress = text,
                    DebugFrame = debug,
                };
        }

        return without;
    }

    private static bool TryGetBytes(ElfFile file, ulong address, ulong most, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        foreach (ElfSegment segment in file.Segments)
        {
            ulong into = unchecked(address - segment.Address);
            if (segment.Type != ElfSegmentType.Load || into >= segment.FileSize || segment.Offset > (ulong)file.Length)
                continue;
            ulong left = (ulong)file.Length - segment.Offset;
            if (into >= left)
                continue;
            bytes = file.Bytes("unwind tables", segment.Offset + into, Math.Min(Math.Min(segment.FileSize, left) - into, most));
            return true;
        }

        return false;
    }
}
