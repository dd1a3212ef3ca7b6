namespace Sonde.ObjectFiles;

public sealed partial class DwarfSymbols
{
    private readonly List<CodeUnit> _parsedUnits = [];
    private readonly List<LineTableSlot> _parsedLines = [];
    private long _clock;
    private long _parsed;

    /// <summary>
    /// About how many bytes of parsed units are kept. Beyond that, those that were not used for the longest time are forgotten, and
    /// parsed again when they are needed. The sections themselves, which the file keeps, do not count. 1 GiB where it is not set.
    /// </summary>
    public long MemoryLimit { get; set; } = 1L << 30;

    /// <summary>About how many bytes the parsed units take now.</summary>
    public long MemoryUsed
    {
        get
        {
            long sum = 0;
            foreach (CodeUnit unit in _parsedUnits)
                sum += SizeOf(unit);
            foreach (LineTableSlot slot in _parsedLines)
                sum += slot.Table?.Size ?? 0;
            return sum;
        }
    }

    /// <summary>
    /// About how many bytes the sections take that were read: uncompressed ones, those of split files, and those that the file, a package and a
    /// supplementary file keep.
    /// </summary>
    public long SectionBytes => _budget.Used + _file.Sections.File.KeptBytes + (_file.Supplement?.Sections.File.KeptBytes ?? 0) + (_package?.KeptBytes ?? 0);

    /// <summary>Forgets all parsed units. Names and paths that were handed out stay valid.</summary>
    public void Release()
    {
        ForgetOldest(0);
        _file.Release();
        _file.Supplement?.Release();
    }

    private FunctionTable? FunctionsOf(CodeUnit body, CodeUnit unit)
    {
        if (body.IsBroken)
            return null;
        try
        {
            FunctionTable functions = body.Functions = _functionReader.Read(body);
            body.IsCounted = true;
            _parsedUnits.Add(body);
            body.LastUse = unit.LastUse;
            Keep(functions.Size);
            return functions;
        }
        catch (DwarfFormatException e)
        {
            body.IsBroken = true;
            Report(DwarfProblemKind.Corrupt, $"the functions of the unit at {unit.Start}: {e.Message}");
            return null;
        }
    }

    private LineTable? LinesOf(CodeUnit unit)
    {
        if (unit.Lines is null && unit.LineTable is { } offset)
            unit.Lines = unit.File.LinesAt(offset);
        if (unit.Lines is not { } slot)
            return null;
        slot.LastUse = _clock;
        return slot.Table ?? ReadLines(slot, unit);
    }

    private LineTable? ReadLines(LineTableSlot slot, CodeUnit unit)
    {
        if (slot.IsBroken)
            return null;
        try
        {
            slot.Table = _lineReader.Read(slot, unit);
            _parsedLines.Add(slot);
            Keep(slot.Table.Size);
            return slot.Table;
        }
        catch (DwarfFormatException e)
        {
            slot.IsBroken = true;
            Report(DwarfProblemKind.Corrupt, $"the lines of the unit at {unit.Start}: {e.Message}");
            return null;
        }
    }

    private void Keep(long size)
    {
        _parsed += size;
        if (_parsed > MemoryLimit)
            ForgetOldest(MemoryLimit - (MemoryLimit / 4));
    }

    private void ForgetOldest(long rest)
    {
        long used = MemoryUsed;
        _parsedUnits.Sort(static (a, b) => a.LastUse.CompareTo(b.LastUse));
        _parsedLines.Sort(static (a, b) => a.LastUse.CompareTo(b.LastUse));
        int units = 0, lines = 0;
        while (used > rest && (units < _parsedUnits.Count || lines < _parsedLines.Count))
        {
            bool isUnit = lines == _parsedLines.Count || (units < _parsedUnits.Count && _parsedUnits[units].LastUse <= _parsedLines[lines].LastUse);
            used -= isUnit ? Forget(_parsedUnits[units++]) : Forget(_parsedLines[lines++]);
        }

        _parsedUnits.RemoveRange(0, units);
        _parsedLines.RemoveRange(0, lines);
        _parsed = used;
    }

    private static long Forget(CodeUnit unit)
    {
        long size = SizeOf(unit);
        unit.Functions = null;
        unit.Paths = null;
        return size;
    }

    private static long Forget(LineTableSlot slot)
    {
        long size = slot.Table?.Size ?? 0;
        slot.Table = null;
        return size;
    }

    private static long SizeOf(CodeUnit unit)
    {
        long size = unit.Functions?.Size ?? 0;
        foreach (string? path in unit.Paths ?? [])
            size += nint.Size + (path is null ? 0 : 32 + (2 * path.Length));
        return size;
    }
}
