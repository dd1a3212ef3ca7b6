using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>Split units of many files in one (<c>.dwp</c>), found by their id. Version 2 is GNU's, for DWARF 4, and 5 the standard's.</summary>
internal sealed class DwarfPackage
{
    private const int HeaderSize = 16;
    private const int SlotSize = 12;
    private const int InfoColumn = 1;
    private const int AbbreviationsColumn = 3;
    private const int LinesColumn = 4;
    private const int StringOffsetsColumn = 6;
    private const int RangeListsColumn = 8;

    private readonly DwarfFile _file;
    private readonly Dictionary<ulong, int> _rows = [];
    private readonly uint[] _columns;
    private readonly int _offsets;
    private readonly int _version;

    private DwarfPackage(DwarfFile file)
    {
        _file = file;
        ReadOnlySpan<byte> index = file.Sections.UnitIndex.Span;
        if (index.Length < HeaderSize)
            throw new DwarfFormatException(".debug_cu_index is truncated");
        // Two bytes in version 5 and four in version 2, which look alike in this byte order.
        _version = BinaryPrimitives.ReadUInt16LittleEndian(index);
        if (_version is not (2 or 5))
            throw new DwarfFormatException($".debug_cu_index is corrupt: version {_version} is not known, 2 and 5 are");
        ulong columns = BinaryPrimitives.ReadUInt32LittleEndian(index.Slice(4));
        ulong rows = BinaryPrimitives.ReadUInt32LittleEndian(index.Slice(8));
        ulong slots = BinaryPrimitives.ReadUInt32LittleEndian(index.Slice(12));
        ulong size = HeaderSize + (slots * SlotSize) + ((columns + (columns > 0 ? 2 * rows * columns : 0)) * sizeof(uint));
        if (columns > 16 || slots > (ulong)index.Length || rows > (ulong)index.Length || size > (ulong)index.Length)
            throw new DwarfFormatException($".debug_cu_index is corrupt: it claims {slots} slots, {rows} rows and {columns} columns");
        ReadOnlySpan<byte> ids = index.Slice(HeaderSize);
        ReadOnlySpan<byte> numbers = ids.Slice((int)slots * sizeof(ulong));
        for (int i = 0; i < (int)slots; i++)
        {
            uint row = BinaryPrimitives.ReadUInt32LittleEndian(numbers.Slice(i * sizeof(uint)));
            if (row > 0 && row <= rows)
                _rows[BinaryPrimitives.ReadUInt64LittleEndian(ids.Slice(i * sizeof(ulong)))] = (int)row - 1;
        }

        int at = HeaderSize + ((int)slots * SlotSize);
        _columns = new uint[columns];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = BinaryPrimitives.ReadUInt32LittleEndian(index.Slice(at + (i * sizeof(uint))));
        _offsets = at + (_columns.Length * sizeof(uint));
    }

    /// <summary>How many bytes of sections its file keeps.</summary>
    public long KeptBytes => _file.Sections.File.KeptBytes;

    public static DwarfPackage Open(DwarfFile file) => new(file);

    /// <summary>Finds the unit of an id, or null.</summary>
    public CodeUnit? Find(ulong id)
    {
        if (!_rows.TryGetValue(id, out int row) || _file.FindUnit((int)Offset(row, InfoColumn)) is not { HasRoot: false } unit)
            return null;
        // Each unit has a part of each section to itself, at which its offsets begin.
        unit.Abbreviations += Offset(row, AbbreviationsColumn);
        unit.StringOffsetsBase += Offset(row, StringOffsetsColumn);
        unit.LinesBase = Offset(row, LinesColumn);
        if (_version == 5)
            unit.RangeListsBase += Offset(row, RangeListsColumn);
        return unit;
    }

    /// <summary>Finds the unit of an id in a file of one or a few, or null.</summary>
    public static CodeUnit? FindIn(DwarfFile file, ulong id)
    {
        foreach (CodeUnit unit in file.Units)
        {
            if (unit.Kind is not (CodeUnit.Compile or CodeUnit.SplitCompile))
                continue;
            // Before DWARF 5 the first entry has the id.
            if (unit.Version < 5)
                file.ReadRoot(unit, null);
            if (unit.SplitId == id)
                return unit;
        }

        return null;
    }

    private uint Offset(int row, int column)
    {
        int place = Array.IndexOf(_columns, (uint)column);
        return place < 0 ? 0
            : BinaryPrimitives.ReadUInt32LittleEndian(_file.Sections.UnitIndex.Span.Slice(_offsets + (((row * _columns.Length) + place) * sizeof(uint))));
    }
}
