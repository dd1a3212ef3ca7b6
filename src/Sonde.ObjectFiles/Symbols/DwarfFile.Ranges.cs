namespace Sonde.ObjectFiles;

internal sealed partial class DwarfFile
{
    private const int EndOfList = 0;
    private const int BaseAddressIndex = 1;
    private const int StartEndIndex = 2;
    private const int StartLengthIndex = 3;
    private const int OffsetPair = 4;
    private const int BaseAddress = 5;
    private const int StartEnd = 6;
    private const int StartLength = 7;

    /// <summary>Gives the ranges of a list to the collector, for one owner.</summary>
    public void ReadRanges(CodeUnit unit, DwarfForm form, ulong value, int owner, RangeCollector ranges)
    {
        if (unit.Version >= 5)
            ReadRangeList(unit, form == DwarfForm.RangeListIndex ? RangeListAt(value, unit) : value, owner, ranges);
        else
            ReadOldRanges(unit, unit.IsSplit ? value + unit.GnuRangesBase : value, owner, ranges);
    }

    private ulong RangeListAt(ulong index, CodeUnit unit)
    {
        ReadOnlySpan<byte> lists = Sections.RangeLists.Span;
        ulong place = index > (ulong)lists.Length ? index : unit.RangeListsBase + (index * (uint)unit.OffsetSize);
        return unit.RangeListsBase + new DwarfReader(lists, place).ReadOffset(unit.Is64Bit);
    }

    private static void ReadOldRanges(CodeUnit unit, ulong offset, int owner, RangeCollector ranges)
    {
        var reader = new DwarfReader(unit.AddressFile.Sections.Ranges.Span, offset);
        ulong none = unit.AddressSize == 8 ? ulong.MaxValue : uint.MaxValue;
        ulong from = unit.LowPc;
        while (true)
        {
            ulong start = reader.ReadAddress(unit.AddressSize);
            ulong end = reader.ReadAddress(unit.AddressSize);
            if (start == 0 && end == 0)
                return;
            if (start == none)
            {
                from = end;
                continue;
            }

            Count(unit);
            ranges.Add(from + start, from + end, owner);
        }
    }

    private void ReadRangeList(CodeUnit unit, ulong offset, int owner, RangeCollector ranges)
    {
        var reader = new DwarfReader(Sections.RangeLists.Span, offset);
        int size = unit.AddressSize;
        ulong none = size == 8 ? ulong.MaxValue : uint.MaxValue;
        ulong from = unit.LowPc;
        while (true)
        {
            ulong start, end;
            switch (reader.ReadByte())
            {
                case EndOfList:
                    return;
                case BaseAddressIndex:
                    from = AddressAt(reader.ReadUnsigned(), unit);
                    continue;
                case BaseAddress:
                    from = reader.ReadAddress(size);
                    continue;
                case StartEndIndex:
                    start = AddressAt(reader.ReadUnsigned(), unit);
                    end = AddressAt(reader.ReadUnsigned(), unit);
                    break;
                case StartLengthIndex:
                    start = AddressAt(reader.ReadUnsigned(), unit);
                    end = start + reader.ReadUnsigned();
                    break;
                case OffsetPair:
                    start = from + reader.ReadUnsigned();
                    end = from + reader.ReadUnsigned();
                    if (from == none)
                        end = start;
                    break;
                case StartEnd:
                    start = reader.ReadAddress(size);
                    end = reader.ReadAddress(size);
                    break;
                case StartLength:
                    start = reader.ReadAddress(size);
                    end = start + reader.ReadUnsigned();
                    break;
                default:
                    throw new DwarfFormatException($".debug_rnglists is corrupt at byte {reader.Position - 1}: no such kind of entry");
            }

            Count(unit);
            ranges.Add(start, end, owner);
        }
    }

    // A unit that is parsed again after its memory was released gives what it gave before.
    private static void Count(CodeUnit unit)
    {
        if (!unit.IsCounted)
            unit.File.CountRange();
    }
}
