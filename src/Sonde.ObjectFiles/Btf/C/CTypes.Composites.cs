namespace Sonde.ObjectFiles;

internal sealed partial class CTypes
{
    /// <summary>Writes a structure or union with its members.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isInline">Whether it is written where it is used, without its name.</param>
    public void WriteComposite(BtfType type, bool isInline)
    {
        budget.Enter(type);
        CLayout layout = _layouts.Of(type);
        text.Write(Keyword(type));
        if (!isInline)
            text.Write(' ').Write(names.OfTag(type));
        text.Write(" {\n");
        _indent++;
        ulong end = 0;
        foreach (BtfMember member in type.Members)
            end = WriteMember(type, layout, member, end);
        if (type.Kind == BtfKind.Struct)
            WritePaddingAtEnd(type, layout, end);
        else if (layout.NeedsRoom)
            WriteRoom(type.Size * 8ul);
        _indent--;
        text.Indent(_indent).Write('}');
        if (layout.IsPacked)
            text.Write(" __attribute__((packed))");
        if (layout.StatedAlignment != 0)
            text.Write(" __attribute__((aligned(").Write(layout.StatedAlignment).Write(")))");
        budget.Leave();
    }

    /// <returns>The bit after the member.</returns>
    private ulong WriteMember(BtfType type, CLayout layout, BtfMember member, ulong end)
    {
        budget.Step();
        bool isNamed = !member.NameUtf8.IsEmpty;
        BtfType content = btf.SkipModifiersAndTypedefs(member.TypeId);
        // What has no name and no members is there for its bits alone.
        if (!isNamed && content.Kind is not (BtfKind.Struct or BtfKind.Union))
            return end;
        if (type.Kind == BtfKind.Struct)
        {
            ulong place = PlaceOf(member, layout, end);
            if (place > member.BitOffset)
                throw new BtfFormatException($"BTF is corrupt: members of type {type.Id} ({type.Name}) overlap at bit {member.BitOffset}");
            if (place < member.BitOffset)
                WritePadding(end, member.BitOffset);
        }

        text.Indent(_indent);
        if (isNamed)
            WriteNamedMember(member);
        else
            WriteUnnamedMember(member, content);
        text.Write(";\n");
        return member.BitOffset + (member.BitfieldSize != 0 ? member.BitfieldSize : btf.ResolveSize(member.TypeId) * 8);
    }

    private void WriteNamedMember(BtfMember member)
    {
        WriteBefore(member.TypeId, isConst: false, isVolatile: false);
        Separate().WriteName(member.NameUtf8);
        WriteAfter(member.TypeId);
        if (member.BitfieldSize != 0)
            text.Write(": ").Write(member.BitfieldSize);
    }

    // Of a type with a name too: C without extensions takes only the members of one that has none.
    private void WriteUnnamedMember(BtfMember member, BtfType content)
    {
        for (BtfType modifier = btf[member.TypeId]; modifier.IsModifier; modifier = btf[modifier.TargetTypeId])
            text.Write(modifier.Kind == BtfKind.Const ? "const " : modifier.Kind == BtfKind.Volatile ? "volatile " : "");
        WriteComposite(content, isInline: true);
    }

    // Where the compiler puts the member if nothing is said: as its type is aligned; a bitfield at the next bit, unless it would
    // reach over the end of a unit of its type.
    private ulong PlaceOf(BtfMember member, CLayout layout, ulong end)
    {
        uint alignment = layout.IsPacked ? 1 : _layouts.AlignmentOf(member.TypeId);
        if (member.BitfieldSize == 0)
            return RoundUp(end, alignment * 8);
        if (layout.IsPacked)
            return end;
        ulong unit = alignment * 8;
        return end % unit + member.BitfieldSize > btf.ResolveSize(member.TypeId) * 8 ? RoundUp(end, unit) : end;
    }

    private void WritePaddingAtEnd(BtfType type, CLayout layout, ulong end)
    {
        ulong natural = RoundUp(end, layout.Alignment * 8);
        ulong size = type.Size * 8ul;
        if (natural > size)
            throw new BtfFormatException($"BTF is corrupt: the members of type {type.Id} ({type.Name}) take more than its {type.Size} bytes");
        if (natural < size)
            WritePadding(end, size);
    }

    // A bitfield has 64 bits at most, so more of a union needs a structure of them.
    private void WriteRoom(ulong bits)
    {
        if (bits <= 64)
        {
            WritePadding(0, bits);
            return;
        }

        text.Indent(_indent).Write("struct {\n");
        _indent++;
        WritePadding(0, bits);
        _indent--;
        text.Indent(_indent).Write("};\n");
    }

    // Bitfields without a name take room and align nothing. None reaches over the end of its unit, or the compiler would move it.
    private void WritePadding(ulong from, ulong to)
    {
        while (from < to)
        {
            budget.Step();
            ulong next = Math.Min(to, RoundUp(from + 1, 64));
            text.Indent(_indent).Write("long: ").Write(next - from).Write(";\n");
            from = next;
        }
    }

    private static ulong RoundUp(ulong bits, ulong unit) => (bits + unit - 1) / unit * unit;
}
