namespace Sonde.ObjectFiles;

/// <summary>How long values are, and how the few kinds that are needed are read.</summary>
internal static class DwarfFormats
{
    /// <summary>The size of a value, or -1 where it is not the same for each.</summary>
    public static int SizeOf(DwarfForm form, CodeUnit unit) => DwarfForms.SizeOf(form, unit.Version, unit.AddressSize, unit.OffsetSize);

    public static void Skip(DwarfForm form, CodeUnit unit, ref DwarfReader reader)
    {
        int size = SizeOf(form, unit);
        if (size >= 0)
        {
            reader.Skip((uint)size);
            return;
        }

        switch (form)
        {
            case DwarfForm.String:
                reader.ReadText();
                break;
            case DwarfForm.Block1:
                reader.Skip(reader.ReadByte());
                break;
            case DwarfForm.Block2:
                reader.Skip(reader.ReadUInt16());
                break;
            case DwarfForm.Block4:
                reader.Skip(reader.ReadUInt32());
                break;
            case DwarfForm.Block or DwarfForm.Expression:
                reader.Skip(reader.ReadUnsigned());
                break;
            case DwarfForm.Indirect:
                Skip(ReadIndirect(ref reader), unit, ref reader);
                break;
            default:
                ReadNumber(form, unit, ref reader);
                break;
        }
    }

    public static ulong ReadNumber(DwarfForm form, CodeUnit unit, ref DwarfReader reader) => SizeOf(form, unit) switch
    {
        1 => reader.ReadByte(),
        2 => reader.ReadUInt16(),
        3 => reader.ReadUInt24(),
        4 => reader.ReadUInt32(),
        8 => reader.ReadUInt64(),
        _ when form == DwarfForm.FlagPresent => 1,
        _ when DwarfForms.IsUnsigned(form) => reader.ReadUnsigned(),
        _ => ReadOtherNumber(form, unit, ref reader),
    };

    // The section that is read is asked for because texts may stand in place.
    public static DwarfText ReadText(DwarfForm form, CodeUnit unit, DwarfTextPlace inline, ref DwarfReader reader)
    {
        switch (form)
        {
            case DwarfForm.String:
                var text = new DwarfText(inline, (uint)reader.Position);
                reader.ReadText();
                return text;
            case DwarfForm.StringOffset:
                return new(DwarfTextPlace.Strings, reader.ReadOffset(unit.Is64Bit));
            case DwarfForm.LineString:
                return new(DwarfTextPlace.LineStrings, reader.ReadOffset(unit.Is64Bit));
            case DwarfForm.StringSupplement or DwarfForm.GnuStringAlternate:
                return new(DwarfTextPlace.SupplementStrings, reader.ReadOffset(unit.Is64Bit));
            case DwarfForm.StringIndex or DwarfForm.StringIndex1 or DwarfForm.StringIndex2 or DwarfForm.StringIndex3 or DwarfForm.StringIndex4
                or DwarfForm.GnuStringIndex:
                return new(DwarfTextPlace.Index, ReadNumber(form, unit, ref reader));
            case DwarfForm.Indirect:
                return ReadText(ReadIndirect(ref reader), unit, inline, ref reader);
            default:
                Skip(form, unit, ref reader);
                return default;
        }
    }

    private static ulong ReadOtherNumber(DwarfForm form, CodeUnit unit, ref DwarfReader reader)
    {
        switch (form)
        {
            case DwarfForm.SignedData:
                return (ulong)reader.ReadSigned();
            case DwarfForm.Indirect:
                return ReadNumber(ReadIndirect(ref reader), unit, ref reader);
            case DwarfForm.String or DwarfForm.Block or DwarfForm.Block1 or DwarfForm.Block2 or DwarfForm.Block4 or DwarfForm.Expression or DwarfForm.Data16:
                Skip(form, unit, ref reader);
                return 0;
            default:
                throw new DwarfFormatException($".debug_abbrev is corrupt: form 0x{(int)form:x} is not known");
        }
    }

    // One that names another such form could go on as deep as there are bytes; nothing writes that.
    private static DwarfForm ReadIndirect(ref DwarfReader reader) => (DwarfForm)reader.ReadUnsigned() is var form and not DwarfForm.Indirect
        ? form : throw new DwarfFormatException(".debug_info is corrupt: a form says that another form follows, and so does that");
}
