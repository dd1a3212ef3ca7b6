namespace Sonde.ObjectFiles;

internal sealed partial class DwarfFile
{
    /// <summary>Reads what a unit's first entry says, and gives the code that it covers to <paramref name="ranges"/>.</summary>
    /// <returns><see langword="false"/> if the entry says nothing of addresses.</returns>
    public bool ReadRoot(CodeUnit unit, RangeCollector? ranges = null, int owner = 0)
    {
        var reader = new DwarfReader(Sections.Info.Span.Slice(0, unit.End), (uint)unit.Entries);
        unit.HasRoot = true;
        if (reader.IsAtEnd)
            return false;
        ulong code = reader.ReadUnsigned();
        if (code == 0)
            return false;
        // Most units have a table to themselves, of which the root needs one shape; those that share a long one get it whole.
        EntryShape shape = _firstBytes <= Sections.Abbreviations.Length
            ? EntryShapes.ReadFirst(Sections.Abbreviations.Span, unit, code, ref _firstBytes) : ShapesOf(unit).Get(code);
        (DwarfForm Form, ulong Value) low = default, high = default, list = default;
        foreach (DwarfAttributeForm attribute in shape.Attributes)
        {
            switch (attribute.Attribute)
            {
                case DwarfAttribute.LowPc:
                    low = (attribute.Form, DwarfFormats.ReadNumber(attribute.Form, unit, ref reader));
                    break;
                case DwarfAttribute.HighPc:
                    high = (attribute.Form, attribute.Form == DwarfForm.ImplicitConstant
                        ? (ulong)attribute.Constant : DwarfFormats.ReadNumber(attribute.Form, unit, ref reader));
                    break;
                case DwarfAttribute.Ranges:
                    list = (attribute.Form, DwarfFormats.ReadNumber(attribute.Form, unit, ref reader));
                    break;
                case DwarfAttribute.LineTable:
                    unit.LineTable = DwarfFormats.ReadNumber(attribute.Form, unit, ref reader);
                    break;
                case DwarfAttribute.CompilationFolder:
                    unit.CompilationFolder = DwarfFormats.ReadText(attribute.Form, unit, DwarfTextPlace.Info, ref reader);
                    break;
                case DwarfAttribute.SplitName or DwarfAttribute.GnuSplitName:
                    unit.SplitName = DwarfFormats.ReadText(attribute.Form, unit, DwarfTextPlace.Info, ref reader);
                    break;
                case DwarfAttribute.GnuSplitId:
                    unit.SplitId = DwarfFormats.ReadNumber(attribute.Form, unit, ref reader);
                    break;
                case DwarfAttribute.StringOffsetsBase:
                    unit.StringOffsetsBase = DwarfFormats.ReadNumber(attribute.Form, unit, ref reader);
                    break;
                case DwarfAttribute.AddressBase or DwarfAttribute.GnuAddressBase:
                    unit.AddressBase = DwarfFormats.ReadNumber(attribute.Form, unit, ref reader);
                    break;
                case DwarfAttribute.RangeListsBase:
                    unit.RangeListsBase = DwarfFormats.ReadNumber(attribute.Form, unit, ref reader);
                    break;
                case DwarfAttribute.GnuRangesBase:
                    unit.GnuRangesBase = DwarfFormats.ReadNumber(attribute.Form, unit, ref reader);
                    break;
                default:
                    DwarfFormats.Skip(attribute.Form, unit, ref reader);
                    break;
            }
        }

        // Only now are the bases known.
        if (low.Form != 0)
            unit.LowPc = AddressOf(low.Form, low.Value, unit);
        if (ranges is null)
            return low.Form != 0 || list.Form != 0;
        if (list.Form != 0)
            ReadRanges(unit, list.Form, list.Value, owner, ranges);
        else if (high.Form != 0)
            ranges.Add(unit.LowPc, IsAddress(high.Form) ? AddressOf(high.Form, high.Value, unit) : unit.LowPc + high.Value, owner);
        return list.Form != 0 || high.Form != 0;
    }

    public static bool IsAddress(DwarfForm form) => form is DwarfForm.Address or DwarfForm.AddressIndex or DwarfForm.AddressIndex1
        or DwarfForm.AddressIndex2 or DwarfForm.AddressIndex3 or DwarfForm.AddressIndex4 or DwarfForm.GnuAddressIndex;

    /// <summary>The address that a value stands for: itself, or the one of this index.</summary>
    public static ulong AddressOf(DwarfForm form, ulong value, CodeUnit unit) => form == DwarfForm.Address ? value : AddressAt(value, unit);

    public static ulong AddressAt(ulong index, CodeUnit unit)
    {
        ReadOnlySpan<byte> addresses = unit.AddressFile.Sections.Addresses.Span;
        ulong place = index > (ulong)addresses.Length ? index : unit.AddressBase + (index * unit.AddressSize);
        return new DwarfReader(addresses, place).ReadAddress(unit.AddressSize);
    }
}
