namespace Sonde.ObjectFiles;

/// <summary>The value of an attribute as it is written: a number, or bytes where it is text or a block.</summary>
internal readonly ref struct DwarfValue
{
    private DwarfValue(DwarfForm form, ulong number, ReadOnlySpan<byte> bytes)
    {
        Form = form;
        Number = number;
        Bytes = bytes;
    }

    public DwarfForm Form { get; }

    public ulong Number { get; }

    public ReadOnlySpan<byte> Bytes { get; }

    public static DwarfValue Read(DwarfForm form, long constant, DwarfUnit unit, scoped ref DwarfCursor cursor)
    {
        // Of any depth in theory; each takes a byte at least, so it ends.
        while (form == DwarfForm.Indirect)
            form = (DwarfForm)cursor.ReadUnsigned();
        return form switch
        {
            DwarfForm.String => OfBytes(cursor.ReadText()),
            DwarfForm.Block1 => OfBytes(cursor.Read(cursor.ReadByte())),
            DwarfForm.Block2 => OfBytes(cursor.Read(cursor.ReadUInt16())),
            DwarfForm.Block4 => OfBytes(cursor.Read(cursor.ReadUInt32())),
            DwarfForm.Block or DwarfForm.Expression => OfBytes(cursor.Read(cursor.ReadUnsigned())),
            DwarfForm.Data16 => OfBytes(cursor.Read(16)),
            DwarfForm.ImplicitConstant => new(form, (ulong)constant, default),
            _ => new(form, ReadNumber(form, unit, ref cursor), default),
        };

        DwarfValue OfBytes(ReadOnlySpan<byte> bytes) => new(form, 0, bytes);
    }

    private static ulong ReadNumber(DwarfForm form, DwarfUnit unit, ref DwarfCursor cursor)
    {
        switch (form)
        {
            case DwarfForm.FlagPresent:
                return 1;
            case DwarfForm.Data1 or DwarfForm.Flag or DwarfForm.Ref1 or DwarfForm.StringIndex1 or DwarfForm.AddressIndex1:
                return cursor.ReadByte();
            case DwarfForm.Data2 or DwarfForm.Ref2 or DwarfForm.StringIndex2 or DwarfForm.AddressIndex2:
                return cursor.ReadUInt16();
            case DwarfForm.StringIndex3 or DwarfForm.AddressIndex3:
                return cursor.ReadUInt24();
            case DwarfForm.Data4 or DwarfForm.Ref4 or DwarfForm.StringIndex4 or DwarfForm.AddressIndex4 or DwarfForm.RefSupplement4:
                return cursor.ReadUInt32();
            case DwarfForm.Data8 or DwarfForm.Ref8 or DwarfForm.RefSignature or DwarfForm.RefSupplement8:
                return cursor.ReadUInt64();
            case DwarfForm.SignedData:
                return (ulong)cursor.ReadSigned();
            case DwarfForm.UnsignedData or DwarfForm.RefUnsigned or DwarfForm.StringIndex or DwarfForm.AddressIndex
                or DwarfForm.LocationListIndex or DwarfForm.RangeListIndex or DwarfForm.GnuAddressIndex or DwarfForm.GnuStringIndex:
                return cursor.ReadUnsigned();
            case DwarfForm.StringOffset or DwarfForm.LineString or DwarfForm.SectionOffset or DwarfForm.StringSupplement
                or DwarfForm.GnuRefAlternate or DwarfForm.GnuStringAlternate:
                return cursor.ReadOffset(unit.Is64Bit);
            case DwarfForm.RefAddress when unit.Version > 2:
                return cursor.ReadOffset(unit.Is64Bit);
            case DwarfForm.Address or DwarfForm.RefAddress:
                return unit.AddressSize switch
                {
                    4 => cursor.ReadUInt32(),
                    8 => cursor.ReadUInt64(),
                    _ => throw cursor.Corrupt($"addresses of {unit.AddressSize} bytes"),
                };
            default:
                throw cursor.Corrupt($"form 0x{(int)form:x} is not known");
        }
    }
}
