namespace Sonde.Symbols;

/// <summary>A range of addresses of a recorded process and the file that it is from.</summary>
internal readonly record struct RecordedMapping(ulong Start, ulong End, ulong FileOffset, RecordedFile File)
{
    public ulong Length => End - Start;

    public ulong ToFileOffset(ulong address) => unchecked(address - Start + FileOffset);

    /// <summary>The part from an address on.</summary>
    public RecordedMapping From(ulong start) => this with { Start = start, FileOffset = ToFileOffset(start) };
}
