namespace Sonde.ObjectFiles;

/// <summary>Runs the program of a line table. What it needs meanwhile is used again for the next.</summary>
internal sealed class LineReader(CodeBounds code)
{
    private const int Copy = 1;
    private const int AdvancePc = 2;
    private const int AdvanceLine = 3;
    private const int SetFile = 4;
    private const int SetColumn = 5;
    private const int NegateStatement = 6;
    private const int SetBasicBlock = 7;
    private const int ConstantAddPc = 8;
    private const int FixedAdvancePc = 9;
    private const int SetPrologueEnd = 10;
    private const int SetEpilogueBegin = 11;
    private const int SetIsa = 12;
    private const int EndSequence = 1;
    private const int SetAddress = 2;
    private const int DefineFile = 3;

    private readonly List<LineSequence> _sequences = [];
    private ulong[] _addresses = new ulong[1024];
    private LineRow[] _rows = new LineRow[1024];
    private int _count;
    private int _first;
    private bool _isUnsorted;

    public LineTable Read(LineTableSlot slot, CodeUnit unit)
    {
        LineHeader header = LineHeader.Read(slot.Offset, unit);
        if (!slot.IsCounted)
            unit.File.CountLines(header.End - (int)slot.Offset);
        slot.IsCounted = true;
        _sequences.Clear();
        _count = _first = 0;
        _isUnsorted = false;
        Run(in header, unit.File.Sections.Lines.Span.Slice(0, header.End));

        LineSequence[] sequences = [.. _sequences];
        Array.Sort(sequences, static (a, b) => a.Start.CompareTo(b.Start));
        var offsets = new uint[_first];
        foreach (LineSequence sequence in sequences)
        {
            for (int i = sequence.First; i < sequence.First + sequence.Count; i++)
                offsets[i] = (uint)(_addresses[i] - sequence.Start);
        }

        return new LineTable(header.ToFiles(), sequences, offsets, _rows.AsSpan(0, _first).ToArray());
    }

    private void Run(in LineHeader header, ReadOnlySpan<byte> bytes)
    {
        var reader = new DwarfReader(bytes, (uint)header.Program);
        uint lineRange = header.LineRange;
        uint opcodeBase = header.OpcodeBase;
        int lineBase = header.LineBase;
        ulong minInstruction = header.MinInstruction;
        ulong maxOperations = header.MaxOperations;
        if (lineRange == 0 || maxOperations == 0 || opcodeBase == 0)
            throw new DwarfFormatException($".debug_line is corrupt at byte {header.Program}: a header divides by zero");
        ulong address = 0, operation = 0;
        uint file = 1, line = 1;
        ushort column = 0;
        while (!reader.IsAtEnd)
        {
            uint opcode = reader.ReadByte();
            if (opcode >= opcodeBase)
            {
                uint adjusted = opcode - opcodeBase;
                uint advance = adjusted / lineRange;
                if (maxOperations == 1)
                    address += advance * minInstruction;
                else
                    Advance(advance, minInstruction, maxOperations, ref address, ref operation);
                line += (uint)(lineBase + (int)(adjusted - (advance * lineRange)));
                Add(address, file, line, column);
                continue;
            }

            switch (opcode)
            {
                case Copy:
                    Add(address, file, line, column);
                    break;
                case AdvancePc:
                    Advance(reader.ReadUnsigned(), minInstruction, maxOperations, ref address, ref operation);
                    break;
                case AdvanceLine:
                    line += (uint)reader.ReadSigned();
                    break;
                case SetFile:
                    file = (uint)reader.ReadUnsigned();
                    break;
                case SetColumn:
                    column = (ushort)reader.ReadUnsigned();
                    break;
                case NegateStatement or SetBasicBlock or SetPrologueEnd or SetEpilogueBegin:
                    break;
                case ConstantAddPc:
                    Advance((255 - opcodeBase) / lineRange, minInstruction, maxOperations, ref address, ref operation);
                    break;
                case FixedAdvancePc:
                    address += reader.ReadUInt16();
                    operation = 0;
                    break;
                case SetIsa:
                    reader.ReadUnsigned();
                    break;
                case 0:
                    ulong length = reader.ReadUnsigned();
                    if (length == 0)
                        break;
                    int end = reader.Position;
                    reader.Skip(length);
                    (end, reader.Position) = (reader.Position, end);
                    switch (reader.ReadByte())
                    {
                        case EndSequence:
                            Finish(address);
                            (address, operation, file, line, column) = (0, 0, 1, 1, 0);
                            break;
                        case SetAddress:
                            address = length == 9 ? reader.ReadUInt64() : length == 5 ? reader.ReadUInt32() : ulong.MaxValue;
                            operation = 0;
                            break;
                        case DefineFile when header.Version < 5:
                            DwarfReader inner = reader;
                            header.Files.Add(LineHeader.ReadOldFile(ref inner));
                            break;
                        default:
                            break;
                    }

                    reader.Position = end;
                    break;
                default:
                    for (int i = header.Lengths[(int)opcode - 1]; i > 0; i--)
                        reader.ReadUnsigned();
                    break;
            }
        }

        // Rows without an end say not where they end.
        _count = _first;
    }

    private static void Advance(ulong operations, ulong minInstruction, ulong maxOperations, ref ulong address, ref ulong operation)
    {
        if (maxOperations == 1)
        {
            address += operations * minInstruction;
            return;
        }

        // Instructions that hold several operations, of which each may begin a row.
        ulong sum = operation + operations;
        address += sum / maxOperations * minInstruction;
        operation = sum % maxOperations;
    }

    private void Add(ulong address, uint file, uint line, ushort column)
    {
        var row = new LineRow(file, line, column);
        int last = _count - 1;
        if (last >= _first)
        {
            // Of rows at one address the last counts, and one that says the same as the one before is none.
            if (_addresses[last] == address)
            {
                _rows[last] = row;
                return;
            }

            if (_rows[last] == row)
                return;
            _isUnsorted |= address < _addresses[last];
        }

        if (_count == _rows.Length)
        {
            Array.Resize(ref _addresses, 2 * _count);
            Array.Resize(ref _rows, 2 * _count);
        }

        _addresses[_count] = address;
        _rows[_count++] = row;
    }

    private void Finish(ulong end)
    {
        int count = _count - _first;
        if (count > 0 && _isUnsorted)
            count = Sort(_first, count);
        _isUnsorted = false;
        ulong start = count > 0 ? _addresses[_first] : 0;
        // The furthest of rows that were out of order may lie behind the end.
        ulong reach = count > 0 ? Math.Max(end, _addresses[_first + count - 1]) - start : 0;
        if (count == 0 || end <= start || reach > uint.MaxValue || !code.Contains(start))
        {
            _count = _first;
            return;
        }

        _sequences.Add(new(start, end, _first, count));
        _count = _first += count;
    }

    private int Sort(int first, int count)
    {
        // Of equal addresses the last stays the last.
        var keys = new (ulong Address, int Place)[count];
        for (int i = 0; i < count; i++)
            keys[i] = (_addresses[first + i], i);
        LineRow[] rows = _rows.AsSpan(first, count).ToArray();
        Array.Sort(keys);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (i + 1 < count && keys[i + 1].Address == keys[i].Address)
                continue;
            _addresses[first + kept] = keys[i].Address;
            _rows[first + kept++] = rows[keys[i].Place];
        }

        return kept;
    }
}
