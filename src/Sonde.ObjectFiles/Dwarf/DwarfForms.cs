namespace Sonde.ObjectFiles;

/// <summary>How the values of the forms are written.</summary>
internal static class DwarfForms
{
    /// <summary>The size of a value, or -1 where it is not the same for each.</summary>
    public static int SizeOf(DwarfForm form, int version, int addressSize, int offsetSize) => form switch
    {
        DwarfForm.FlagPresent or DwarfForm.ImplicitConstant => 0,
        DwarfForm.Data1 or DwarfForm.Flag or DwarfForm.Ref1 or DwarfForm.StringIndex1 or DwarfForm.AddressIndex1 => 1,
        DwarfForm.Data2 or DwarfForm.Ref2 or DwarfForm.StringIndex2 or DwarfForm.AddressIndex2 => 2,
        DwarfForm.StringIndex3 or DwarfForm.AddressIndex3 => 3,
        DwarfForm.Data4 or DwarfForm.Ref4 or DwarfForm.StringIndex4 or DwarfForm.AddressIndex4 or DwarfForm.RefSupplement4 => 4,
        DwarfForm.Data8 or DwarfForm.Ref8 or DwarfForm.RefSignature or DwarfForm.RefSupplement8 => 8,
        DwarfForm.Data16 => 16,
        DwarfForm.StringOffset or DwarfForm.LineString or DwarfForm.SectionOffset or DwarfForm.StringSupplement
            or DwarfForm.GnuRefAlternate or DwarfForm.GnuStringAlternate => offsetSize,
        DwarfForm.RefAddress => version > 2 ? offsetSize : addressSize,
        DwarfForm.Address => addressSize,
        _ => -1,
    };

    /// <summary>Whether a value is a number in LEB128 without a sign.</summary>
    public static bool IsUnsigned(DwarfForm form) => form is DwarfForm.UnsignedData or DwarfForm.RefUnsigned or DwarfForm.StringIndex
        or DwarfForm.AddressIndex or DwarfForm.LocationListIndex or DwarfForm.RangeListIndex or DwarfForm.GnuAddressIndex or DwarfForm.GnuStringIndex;
}
