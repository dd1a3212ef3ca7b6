namespace Sonde.ObjectFiles;

internal sealed partial class DwarfFile
{
    // A function refers to its abstract instance, that to its declaration, and that perhaps to a copy elsewhere.
    private const int MaxReferences = 16;

    // The longest names that templates make have some ten thousands.
    private const int MaxText = 1 << 17;

    /// <summary>The name of the function that an entry describes: as the linker knows it where that is said, else as the source has it.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="text">Where the name lies.</param>
    /// <returns>The unit that the text is of, or null if it has no name in the files at hand.</returns>
    public CodeUnit? FindName(int entry, out DwarfText text)
    {
        DwarfFile file = this;
        text = default;
        CodeUnit? plainUnit = null;
        for (int i = 0; i < MaxReferences && file.FindUnit(entry) is { } unit; i++)
        {
            DwarfText linkage = default, name = default;
            (DwarfForm Form, ulong Value) origin = default;
            file.ReadNames(unit, entry, ref linkage, ref name, ref origin);
            if (linkage.Place != DwarfTextPlace.None)
            {
                text = linkage;
                return unit;
            }

            if (plainUnit is null && name.Place != DwarfTextPlace.None)
                (text, plainUnit) = (name, unit);
            if (origin.Form == 0 || !TryFollow(origin.Form, origin.Value, unit, out entry, out bool isSupplement))
                break;
            if (!isSupplement)
                continue;
            if (file.Supplement is null)
                break;
            file = file.Supplement;
        }

        return plainUnit;
    }

    /// <summary>The same text by its offset where it is given by an index, so that it is known again.</summary>
    public DwarfText Place(DwarfText text, CodeUnit unit) =>
        text.Place == DwarfTextPlace.Index ? new DwarfText(DwarfTextPlace.Strings, StringOffset(text.Value, unit)) : text;

    /// <summary>Where a reference leads within its file or the supplementary one.</summary>
    public static bool TryFollow(DwarfForm form, ulong value, CodeUnit unit, out int entry, out bool isSupplement)
    {
        isSupplement = form is DwarfForm.GnuRefAlternate or DwarfForm.RefSupplement4 or DwarfForm.RefSupplement8;
        bool isLocal = form is DwarfForm.Ref1 or DwarfForm.Ref2 or DwarfForm.Ref4 or DwarfForm.Ref8 or DwarfForm.RefUnsigned;
        entry = (int)(isLocal ? (uint)unit.Start + value : value);
        return (isLocal || isSupplement || form == DwarfForm.RefAddress) && value <= int.MaxValue && entry >= 0;
    }

    /// <summary>The bytes of a text without the zero that ends it.</summary>
    public ReadOnlySpan<byte> Bytes(DwarfText text, CodeUnit unit)
    {
        ReadOnlySpan<byte> section = text.Place switch
        {
            DwarfTextPlace.Info => Sections.Info.Span,
            DwarfTextPlace.Lines => Sections.Lines.Span,
            DwarfTextPlace.Strings or DwarfTextPlace.Index => Sections.Strings.Span,
            DwarfTextPlace.LineStrings => Sections.LineStrings.Span,
            DwarfTextPlace.SupplementStrings => Supplement is { } supplement ? supplement.Sections.Strings.Span : [],
            _ => [],
        };
        if (section.IsEmpty)
            return default;
        ulong offset = text.Place == DwarfTextPlace.Index ? StringOffset(text.Value, unit) : text.Value;
        return new DwarfReader(section, offset).ReadText();
    }

    /// <summary>The text as a new string, or null if there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unit">The unit that it is of.</param>
    /// <param name="most">How many bytes it may have.</param>
    public string? Text(DwarfText text, CodeUnit unit, int most = MaxText)
    {
        if (text.Place == DwarfTextPlace.None)
            return null;
        ReadOnlySpan<byte> bytes = Bytes(text, unit);
        if (bytes.Length > most)
            throw new DwarfFormatException($".debug_str is corrupt: a text of {bytes.Length} bytes");
        return Utf8.Decode(bytes);
    }

    private void ReadNames(CodeUnit unit, int entry, ref DwarfText linkage, ref DwarfText name, ref (DwarfForm Form, ulong Value) origin)
    {
        if (!unit.HasRoot)
            ReadRoot(unit, null);
        var reader = new DwarfReader(Sections.Info.Span.Slice(0, unit.End), (uint)entry);
        ulong code = reader.ReadUnsigned();
        if (code == 0)
            return;
        foreach (DwarfAttributeForm attribute in ShapesOf(unit).Get(code).Attributes)
        {
            switch (attribute.Attribute)
            {
                case DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName:
                    linkage = DwarfFormats.ReadText(attribute.Form, unit, DwarfTextPlace.Info, ref reader);
                    return;
                case DwarfAttribute.Name:
                    name = DwarfFormats.ReadText(attribute.Form, unit, DwarfTextPlace.Info, ref reader);
                    break;
                case DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification:
                    origin = (attribute.Form, DwarfFormats.ReadNumber(attribute.Form, unit, ref reader));
                    break;
                default:
                    DwarfFormats.Skip(attribute.Form, unit, ref reader);
                    break;
            }
        }
    }

    private ulong StringOffset(ulong index, CodeUnit unit)
    {
        ReadOnlySpan<byte> offsets = Sections.StringOffsets.Span;
        // What is no index within any section is none within this one either.
        ulong place = index > (ulong)offsets.Length ? index : unit.StringOffsetsBase + (index * (uint)unit.OffsetSize);
        return new DwarfReader(offsets, place).ReadOffset(unit.Is64Bit);
    }
}
