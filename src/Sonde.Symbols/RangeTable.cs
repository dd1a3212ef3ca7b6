namespace Sonde.Symbols;

/// <summary>
/// Which of many ranges an address belongs to, when ranges may lie in others: the smallest that holds it, and of equal ones the one
/// that was added last. Built once; a look-up is a binary search and allocates nothing.
/// </summary>
internal sealed class RangeTable
{
    private const int Nothing = -1;

    private readonly ulong[] _starts;
    private readonly int[] _owners;

    private RangeTable(ulong[] starts, int[] owners)
    {
        _starts = starts;
        _owners = owners;
    }

    /// <summary>Builds the table of ranges, which are known by their place in the list. Empty ones hold nothing.</summary>
    public static RangeTable Build(IReadOnlyList<AddressRange> ranges)
    {
        int[] order = [.. Enumerable.Range(0, ranges.Count).Where(i => ranges[i].Size > 0)];
        Array.Sort(order, (a, b) => ranges[a].Start.CompareTo(ranges[b].Start));
        ulong[] edges = [.. order.SelectMany(i => new[] { ranges[i].Start, ranges[i].End }).Distinct().Order()];

        var starts = new List<ulong>();
        var owners = new List<int>();
        // The smallest range that has begun is on top; those that have ended are taken off when they come up.
        var open = new PriorityQueue<int, (ulong Size, int Age)>();
        int next = 0;
        foreach (ulong edge in edges)
        {
            for (; next < order.Length && ranges[order[next]].Start == edge; next++)
                open.Enqueue(order[next], (ranges[order[next]].Size, -order[next]));
            while (open.TryPeek(out int ended, out _) && ranges[ended].End <= edge)
                open.Dequeue();
            int owner = open.TryPeek(out int smallest, out _) ? smallest : Nothing;
            if (owners.Count == 0 ? owner == Nothing : owners[^1] == owner)
                continue;
            starts.Add(edge);
            owners.Add(owner);
        }

        return new RangeTable([.. starts], [.. owners]);
    }

    /// <summary>The place in the list of the range that an address belongs to, or -1.</summary>
    public int Find(ulong address)
    {
        int index = Array.BinarySearch(_starts, address);
        if (index < 0)
            index = ~index - 1;
        return index < 0 ? Nothing : _owners[index];
    }
}
