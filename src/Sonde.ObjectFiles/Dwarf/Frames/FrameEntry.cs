namespace Sonde.ObjectFiles;

/// <summary>The rules of one function, not carried out yet: a frame description entry (FDE).</summary>
/// <param name="Start">The first address of the function.</param>
/// <param name="End">The address behind it.</param>
/// <param name="Section">Which section it is from; the first has precedence.</param>
/// <param name="Common">What it shares with others.</param>
/// <param name="Code">Where its instructions begin in the section.</param>
/// <param name="CodeEnd">Where they end.</param>
internal readonly record struct FrameEntry(ulong Start, ulong End, FrameSection Section, CommonInformationEntry Common, int Code, int CodeEnd)
    : IComparable<FrameEntry>
{
    public int CompareTo(FrameEntry other) =>
        Start != other.Start ? Start.CompareTo(other.Start)
        : Section.Order != other.Section.Order ? Section.Order.CompareTo(other.Section.Order)
        : Code.CompareTo(other.Code);
}
