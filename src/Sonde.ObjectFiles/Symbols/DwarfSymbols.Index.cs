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
        _ranges = ranges;
    }

    /// <summary>
    /// Looks once for code that the units' first entries do not tell of: in <c>.debug_aranges</c>, where compilers that may not write
    /// lists of ranges put what lies apart, and among the entries of units that are in neither.
    /// </summary>
    /// <returns><see langword="false"/> if that was done before.</returns>
    private bool PlaceRest()
    {
        if (_ranges is not { } ranges)
            return false;
        _ranges = null;
        ReadAddressRanges(ranges);
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

    private void ReadAddressRanges(RangeCollector ranges)
    {
        var sets = new DwarfReader(_file.Sections.AddressRanges.Span, 0);
        try
        {
            while (!sets.IsAtEnd)
            {
                ulong length = sets.ReadLength(out bool is64Bit);
                var set = new DwarfReader(sets.Read((int)Math.Min(length, int.MaxValue)), 0);
                ReadAddressRanges(set, is64Bit, ranges);
            }
        }
        catch (DwarfFormatException e)
        {
            Report(DwarfProblemKind.Corrupt, $".debug_aranges: {e.Message}");
        }
    }

    private void ReadAddressRanges(DwarfReader set, bool is64Bit, RangeCollector ranges)
    {
        set.ReadUInt16();
        ulong offset = set.ReadOffset(is64Bit);
        int addressSize = set.ReadByte();
        int selectorSize = set.ReadByte();
        if (offset > int.MaxValue || addressSize is not (4 or 8) || selectorSize != 0 || _file.IndexOf((int)offset) is not (>= 0 and int unit))
            return;
        // The first pair is aligned to its size, counted from the length.
        int header = set.Position + (is64Bit ? 12 : 4);
        set.Skip((uint)(-header & ((2 * addressSize) - 1)));
        bool isPlaced = false;
        while (!set.IsAtEnd)
        {
            ulong start = set.ReadAddress(addressSize);
            ulong size = set.ReadAddress(addressSize);
            if (start == 0 && size == 0)
                break;
            ranges.Add(start, start + size, unit);
            isPlaced = true;
        }

        if (isPlaced)
            _unplaced.Remove(unit);
    }

    private void SetIndex(RangeCollector ranges)
    {
        var order = new (ulong Start, int Unit, int Range)[ranges.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = (ranges.Starts[i], ~ranges.Owners[i], i);
        // Of units that both have a function of which the linker kept one, the first is met first: its is the one that was kept.
        Array.Sort(order);
        _starts = Array.ConvertAll(order, o => o.Start);
        (_ends, _reach, _owners) = (new ulong[order.Length], new ulong[order.Length], new int[order.Length]);
        ulong reach = 0;
        for (int i = 0; i < order.Length; i++)
        {
            _ends[i] = ranges.Ends[order[i].Range];
            _owners[i] = ~order[i].Unit;
            // How far those up to here go, so that a search back knows when to stop.
            _reach[i] = reach = Math.Max(reach, _ends[i]);
        }
    }
}
