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
        int size = DwarfForms.SizeOf(form, unit.Version, unit.AddressSize, unit.Is64Bit ? 8 : 4);
        if (form is DwarfForm.Address or DwarfForm.RefAddress && size is not (4 or 8))
            throw cursor.Corrupt($"addresses of {size} bytes");
        return size switch
        {
            0 => 1,
            1 => cursor.ReadByte(),
            2 => cursor.ReadUInt16(),
            3 => cursor.ReadUInt24(),
            4 => cursor.ReadUInt32(),
            8 => cursor.ReadUInt64(),
            _ when DwarfForms.IsUnsigned(form) => cursor.ReadUnsigned(),
            _ when form == DwarfForm.SignedData => (ulong)cursor.ReadSigned(),
            _ => throw cursor.Corrupt($"form 0x{(int)form:x} is not known"),
        };
    }
}
