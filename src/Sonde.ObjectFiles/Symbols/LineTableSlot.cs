namespace Sonde.ObjectFiles;

/// <summary>A line table that units refer to, and what was parsed of it.</summary>
internal sealed class LineTableSlot(ulong offset)
{
    public ulong Offset => offset;

    public LineTable? Table { get; set; }

    public bool IsBroken { get; set; }

    public bool IsCounted { get; set; }

    public long LastUse { get; set; }
}
