namespace Sonde.ObjectFiles;

public sealed partial class DwarfSymbols
{
    private readonly HashSet<int> _unplaced = [];
    private ulong[] _starts = [];
    private ulong[] _ends = [];
    private ulong[] _reach = [];
    private int[] _owners = [];
    private RangeCollector? _ranges;

    private void ReadIndex()
    {
        CodeUnit[] units = _file.Units;
        var ranges = new RangeCollector(_code);
        for (int i = 0; i < units.Length; i++)
        {
            if (units[i].Kind is not (CodeUnit.Compile or CodeUnit.Skeleton))
                continue;
            try
            {
                if (!_file.ReadRoot(units[i], ranges, i) && units[i].SplitName.Place == DwarfTextPlace.None)
                    _unplaced.Add(i);
            }
            catch (DwarfFormatException e)
            {
                units[i].IsBroken = true;
                Report(DwarfProblemKind.Corrupt, $"the unit at {units[i].Start}: {e.Message}");
            }
        }

        SetIndex(ranges);
        // Few files have such units; only for them the ranges are kept until it is known where they belong.
        _ranges = _unplaced.Count > 0 ? ranges : null;
    }

    /// <summary>Parses the units that do not say which addresses they have, once.</summary>
    /// <returns><see langword="false"/> if there are none.</returns>
    private bool PlaceRest()
    {
        if (_ranges is not { } ranges)
            return false;
        _ranges = null;
        CodeUnit[] units = _file.Units;
        foreach (int i in _unplaced)
        {
            if (BodyOf(units[i]) is { } body && FunctionsOf(body, units[i]) is { } functions)
                functions.AddCode(ranges, i);
        }

        _unplaced.Clear();
        SetIndex(ranges);
        return true;
    }

    private void SetIndex(RangeCollector ranges)
    {
        _starts = ranges.Starts.ToArray();
        int[] order = new int[_starts.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(_starts, order);
        (_ends, _reach, _owners) = (new ulong[order.Length], new ulong[order.Length], new int[order.Length]);
        ulong reach = 0;
        for (int i = 0; i < order.Length; i++)
        {
            _ends[i] = ranges.Ends[order[i]];
            _owners[i] = ranges.Owners[order[i]];
            // How far those up to here go, so that a search back knows when to stop.
            _reach[i] = reach = Math.Max(reach, _ends[i]);
        }
    }
}
