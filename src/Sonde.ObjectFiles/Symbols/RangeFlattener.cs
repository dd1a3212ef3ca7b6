namespace Sonde.ObjectFiles;

/// <summary>
/// Makes of ranges that lie within each other ones that follow each other: where several cover an address, it belongs to the one that
/// begins last, which is the innermost, and of those that begin together to the last owner.
/// </summary>
internal sealed class RangeFlattener
{
    private readonly List<ulong> _starts = [];
    private readonly List<int> _owners = [];
    private int[] _order = [];
    private ulong[] _keys = [];
    private int[] _heap = [];
    private int _active;

    public ulong[] Starts => [.. _starts];

    /// <summary>Who owns the addresses from each start to the next, or -1.</summary>
    public int[] Owners => [.. _owners];

    public void Flatten(RangeCollector ranges)
    {
        int count = ranges.Count;
        Prepare(ranges);
        ReadOnlySpan<ulong> ends = ranges.Ends;
        ReadOnlySpan<int> owners = ranges.Owners;
        ReadOnlySpan<ulong> starts = ranges.Starts;
        int next = 0;
        ulong at = 0;
        while (next < count || _active > 0)
        {
            if (_active == 0)
                at = _keys[next];
            while (next < count && _keys[next] <= at)
                Push(_order[next++], starts, owners);
            while (_active > 0 && ends[_heap[0]] <= at)
                Pop(starts, owners);
            if (_active == 0)
            {
                Emit(at, -1);
                continue;
            }

            Emit(at, owners[_heap[0]]);
            at = ends[_heap[0]];
            if (next < count && _keys[next] < at)
                at = _keys[next];
            if (next == count)
                Drain(starts, ends, owners, ref at);
        }
    }

    // All have begun: what is left is to let them end one after the other.
    private void Drain(ReadOnlySpan<ulong> starts, ReadOnlySpan<ulong> ends, ReadOnlySpan<int> owners, ref ulong at)
    {
        while (_active > 0)
        {
            if (ends[_heap[0]] <= at)
            {
                Pop(starts, owners);
                continue;
            }

            Emit(at, owners[_heap[0]]);
            at = ends[_heap[0]];
        }

        Emit(at, -1);
    }

    private void Prepare(RangeCollector ranges)
    {
        int count = ranges.Count;
        _starts.Clear();
        _owners.Clear();
        _active = 0;
        if (_order.Length < count)
        {
            int room = Math.Max(count, 2 * _order.Length);
            (_order, _keys, _heap) = (new int[room], new ulong[room], new int[room]);
        }

        for (int i = 0; i < count; i++)
            _order[i] = i;
        ranges.Starts.CopyTo(_keys);
        Array.Sort(_keys, _order, 0, count);
    }

    private void Emit(ulong at, int owner)
    {
        int last = _starts.Count - 1;
        if (last >= 0 && _starts[last] == at)
        {
            _owners[last] = owner;
            return;
        }

        if (last >= 0 && _owners[last] == owner)
            return;
        _starts.Add(at);
        _owners.Add(owner);
    }

    private void Push(int range, ReadOnlySpan<ulong> starts, ReadOnlySpan<int> owners)
    {
        int at = _active++;
        while (at > 0 && IsInner(range, _heap[(at - 1) / 2], starts, owners))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = range;
    }

    private void Pop(ReadOnlySpan<ulong> starts, ReadOnlySpan<int> owners)
    {
        int last = _heap[--_active];
        int at = 0;
        while (2 * at + 1 < _active)
        {
            int child = 2 * at + 1;
            if (child + 1 < _active && IsInner(_heap[child + 1], _heap[child], starts, owners))
                child++;
            if (!IsInner(_heap[child], last, starts, owners))
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
    }

    private static bool IsInner(int a, int b, ReadOnlySpan<ulong> starts, ReadOnlySpan<int> owners) =>
        starts[a] > starts[b] || (starts[a] == starts[b] && owners[a] > owners[b]);
}
