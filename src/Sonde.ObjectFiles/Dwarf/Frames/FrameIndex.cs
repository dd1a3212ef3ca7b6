namespace Sonde.ObjectFiles;

/// <summary>The table by which a running program finds its unwind tables: <c>.eh_frame_hdr</c> (Linux Standard Base 5.0, 10.6.2).</summary>
internal static class FrameIndex
{
    private const string Name = ".eh_frame_hdr";

    // The search table is of pairs of 4 bytes, relative to the header, in all that linkers write.
    private const byte SearchableEncoding = 0x3b;

    /// <summary>Where <c>.eh_frame</c> is loaded.</summary>
    public static ulong FindTables(ReadOnlySpan<byte> header, ulong address)
    {
        DwarfCursor cursor = Open(header, address, out PointerBases bases, out byte tablesEncoding, out _, out _);
        return PointerEncoding.Read(ref cursor, tablesEncoding, in bases);
    }

    /// <summary>Reads the entries that the table names, of a section whose end nobody says.</summary>
    public static void ReadEntries(ReadOnlySpan<byte> header, ulong address, FrameSection section, List<FrameEntry> entries)
    {
        DwarfCursor cursor = Open(header, address, out PointerBases bases, out byte tablesEncoding, out byte countEncoding, out byte tableEncoding);
        PointerEncoding.Read(ref cursor, tablesEncoding, in bases);
        if (countEncoding == PointerEncoding.Omitted || tableEncoding != SearchableEncoding)
            return;
        ulong count = PointerEncoding.Read(ref cursor, countEncoding, in bases);
        DwarfCursor table = cursor.Take(Math.Min(count, int.MaxValue) * 8);
        while (!table.IsAtEnd)
        {
            table.ReadUInt32();
            ulong place = unchecked(PointerEncoding.Read(ref table, SearchableEncoding, in bases) - section.Bases.Section);
            if (place < (ulong)section.Bytes.Length)
                section.TryReadEntry((int)place, entries);
            else
                section.CountBadEntry();
        }
    }

    private static DwarfCursor Open(
        ReadOnlySpan<byte> header, ulong address, out PointerBases bases, out byte tablesEncoding, out byte countEncoding, out byte tableEncoding)
    {
        var cursor = new DwarfCursor(header, 0, Name);
        byte version = cursor.ReadByte();
        if (version != 1)
            throw cursor.Corrupt($"its version is {version}");
        tablesEncoding = cursor.ReadByte();
        countEncoding = cursor.ReadByte();
        tableEncoding = cursor.ReadByte();
        bases = new PointerBases(address, 0, address);
        return cursor;
    }
}
