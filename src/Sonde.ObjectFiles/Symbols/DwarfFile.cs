namespace Sonde.ObjectFiles;

/// <summary>The debugging information of one ELF file, a split or a supplementary one too.</summary>
internal sealed partial class DwarfFile
{
    // How often bytes may be used: compilers let range lists be shared.
    private const int MaxRepetition = 8;
    private const int Slack = 1 << 16;

    private readonly Dictionary<(ulong, int), EntryShapes> _shapes = [];
    private readonly Dictionary<ulong, LineTableSlot> _lineTables = [];
    private CodeUnit[]? _units;
    private int[] _unitStarts = [];
    private long _shapeBytes;
    private long _lineBytes;
    private long _rangeCount;
    private long _firstBytes;

    public DwarfFile(DwarfSections sections) => Sections = sections;

    public DwarfSections Sections { get; }

    /// <summary>The file that this one shares entries and texts of, once it was opened.</summary>
    public DwarfFile? Supplement { get; set; }

    public CodeUnit[] Units => _units ??= ReadUnits();

    public IReadOnlyCollection<LineTableSlot> LineTables => _lineTables.Values;

    /// <summary>The unit that the offset lies in, or null.</summary>
    public CodeUnit? FindUnit(int offset) => IndexOf(offset) is >= 0 and int at ? _units![at] : null;

    /// <summary>The index of that unit, or -1.</summary>
    public int IndexOf(int offset)
    {
        CodeUnit[] units = Units;
        int at = Array.BinarySearch(_unitStarts, offset);
        at = at >= 0 ? at : ~at - 1;
        return at >= 0 && offset < units[at].End ? at : -1;
    }

    public EntryShapes ShapesOf(CodeUnit unit)
    {
        // What sizes depend on, besides the table.
        int sizes = (unit.AddressSize << 8) | (unit.Is64Bit ? 2 : 0) | (unit.Version > 2 ? 1 : 0);
        if (_shapes.TryGetValue((unit.Abbreviations, sizes), out EntryShapes? shapes))
            return shapes;
        ReadOnlySpan<byte> abbreviations = Sections.Abbreviations.Span;
        shapes = EntryShapes.Read(abbreviations, unit);
        // Units share tables, and tables share no bytes: else a few units could have a large section read as often as they like.
        _shapeBytes += shapes.Size;
        if (_shapeBytes > (4L * abbreviations.Length) + Slack)
            throw new DwarfFormatException(".debug_abbrev is corrupt: tables overlap");
        _shapes.Add((unit.Abbreviations, sizes), shapes);
        return shapes;
    }

    public LineTableSlot LinesAt(ulong offset)
    {
        if (!_lineTables.TryGetValue(offset, out LineTableSlot? slot))
            _lineTables.Add(offset, slot = new LineTableSlot(offset));
        return slot;
    }

    /// <summary>Counts the bytes of a line table, which no two tables have in common.</summary>
    public void CountLines(int size)
    {
        _lineBytes += size;
        if (_lineBytes > Sections.Lines.Length)
            throw new DwarfFormatException(".debug_line is corrupt: tables overlap");
    }

    /// <summary>Counts a range that a list gave.</summary>
    public void CountRange()
    {
        if (++_rangeCount > (MaxRepetition * ((long)Sections.Ranges.Length + Sections.RangeLists.Length)) + Slack)
            throw new DwarfFormatException(".debug_rnglists is corrupt: lists overlap");
    }

    /// <summary>Forgets the tables of abbreviations, which are read again when they are needed.</summary>
    public void Release()
    {
        _shapes.Clear();
        _shapeBytes = 0;
    }

    private CodeUnit[] ReadUnits()
    {
        var units = new List<CodeUnit>();
        var reader = new DwarfReader(Sections.Info.Span, 0);
        try
        {
            while (!reader.IsAtEnd)
            {
                if (CodeUnit.Read(this, ref reader) is { } unit)
                    units.Add(unit);
            }
        }
        catch (DwarfFormatException)
        {
            // The last unit is cut off; those before it are whole.
        }

        _unitStarts = new int[units.Count];
        for (int i = 0; i < _unitStarts.Length; i++)
            _unitStarts[i] = units[i].Start;
        return [.. units];
    }
}
