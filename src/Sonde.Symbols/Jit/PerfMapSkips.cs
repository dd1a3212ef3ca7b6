namespace Sonde.Symbols;

/// <summary>How many lines of a perf map were no entries, by what was wrong with them. Empty lines count nowhere.</summary>
/// <param name="BadAddress">The line begins with no address.</param>
/// <param name="BadSize">No size follows the address.</param>
/// <param name="Empty">The size is 0.</param>
/// <param name="NoName">No name follows the size; the last line is so when the runtime is writing it.</param>
/// <param name="TooLong">The name is longer than any would be.</param>
public readonly record struct PerfMapSkips(int BadAddress, int BadSize, int Empty, int NoName, int TooLong)
{
    /// <summary>All of them.</summary>
    public int Total => BadAddress + BadSize + Empty + NoName + TooLong;
}
