namespace Sonde.Symbols;

/// <summary>Which of many ranges of addresses, each put where it is at some time, an address belonged to at a time: the last one put there.</summary>
/// <remarks>
/// A tree over all edges of ranges: each range stands at the few nodes that make it up, in the order in which the ranges came. A look-up goes
/// from a leaf to the root and searches each node by time. n log n to build, log² n to look up, whatever overlaps.
/// </remarks>
internal sealed class TimedRangeTable
{
    private readonly ulong[] _edges;
    private readonly int[] _nodeStarts;
    private readonly int[] _entries;
    private readonly ulong[] _times;

    private TimedRangeTable(ulong[] edges, int[] nodeStarts, int[] entries, ulong[] times)
    {
        _edges = edges;
        _nodeStarts = nodeStarts;
        _entries = entries;
        _times = times;
    }

    /// <summary>Builds the table of ranges in ascending order of their times, which are known by their place in the list.</summary>
    public static TimedRangeTable Build(AddressRange[] ranges, ulong[] times)
    {
        var all = new ulong[ranges.Length * 2];
        for (int i = 0; i < ranges.Length; i++)
            (all[2 * i], all[(2 * i) + 1]) = (ranges[i].Start, ranges[i].End);
        Array.Sort(all);
        int count = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (i == 0 || all[i] != all[i - 1])
                all[count++] = all[i];
        }

        ulong[] edges = all[..count];
        // How many stand at each node, then where those of each begin.
        var starts = new int[(2 * count) + 1];
        foreach (AddressRange range in ranges)
            Visit(edges, range, node => starts[node + 1]++);
        for (int node = 1; node < starts.Length; node++)
            starts[node] += starts[node - 1];
        var entries = new int[starts[^1]];
        int[] next = starts[..^1];
        for (int i = 0; i < ranges.Length; i++)
        {
            int entry = i;
            Visit(edges, ranges[i], node => entries[next[node]++] = entry);
        }

        return new TimedRangeTable(edges, starts, entries, times);
    }

    /// <summary>The place in the list of the range that was put last where an address is, at a time or before; -1 where there was none.</summary>
    public int Find(ulong address, ulong time)
    {
        int leaf = Array.BinarySearch(_edges, address);
        if (leaf < 0)
            leaf = ~leaf - 1;
        if (leaf < 0)
            return -1;
        int found = -1;
        for (int node = leaf + _edges.Length; node >= 1; node >>= 1)
            found = Math.Max(found, FindAt(node, time));
        return found;
    }

    /// <summary>The place of the range that was put first where an address is, or -1; and whether no other was ever put there.</summary>
    public int FindFirst(ulong address, out bool isOnly)
    {
        isOnly = true;
        int leaf = Array.BinarySearch(_edges, address);
        if (leaf < 0)
            leaf = ~leaf - 1;
        if (leaf < 0)
            return -1;
        int first = -1;
        int count = 0;
        for (int node = leaf + _edges.Length; node >= 1; node >>= 1)
        {
            if (_nodeStarts[node] == _nodeStarts[node + 1])
                continue;
            count += _nodeStarts[node + 1] - _nodeStarts[node];
            first = first < 0 ? _entries[_nodeStarts[node]] : Math.Min(first, _entries[_nodeStarts[node]]);
        }

        isOnly = count <= 1;
        return first;
    }

    // Places ascend with the times.
    private int FindAt(int node, ulong time)
    {
        int low = _nodeStarts[node];
        int high = _nodeStarts[node + 1];
        int found = -1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_times[_entries[middle]] <= time)
            {
                found = _entries[middle];
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return found;
    }

    private static void Visit(ulong[] edges, AddressRange range, Action<int> visit)
    {
        int first = Array.BinarySearch(edges, range.Start) + edges.Length;
        int end = Array.BinarySearch(edges, range.End) + edges.Length;
        for (; first < end; first >>= 1, end >>= 1)
        {
            if ((first & 1) != 0)
                visit(first++);
            if ((end & 1) != 0)
                visit(--end);
        }
    }
}
