using System.Collections;

namespace Sonde.Benchmarks;

/// <summary>The peers of one comparison; disposing ends them.</summary>
internal sealed class SideProcesses(IReadOnlyList<SideProcess> sides) : IReadOnlyList<SideProcess>, IDisposable
{
    public int Count => sides.Count;

    public SideProcess this[int index] => sides[index];

    /// <summary>Each as a side that is asked with a line and answers with how many it did in how many nanoseconds.</summary>
    public Side[] Asked(string line = "")
        => [.. sides.Select(side => new Side(side.Introduction, () => side.Ask(line) is [var count, var time] ? time / count : double.NaN))];

    public IEnumerator<SideProcess> GetEnumerator() => sides.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (SideProcess side in sides)
            side.Dispose();
    }
}
