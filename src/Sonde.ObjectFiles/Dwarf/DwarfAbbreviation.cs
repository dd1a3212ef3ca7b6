namespace Sonde.ObjectFiles;

/// <summary>The shape of entries: what they describe and which attributes they have in which form.</summary>
internal sealed class DwarfAbbreviation(DwarfTag tag, bool hasChildren, DwarfAttributeForm[] attributes)
{
    // No compiler writes more than some thirty. A corrupt table could have any number that take no bytes in an entry, and so no end.
    private const int MaxAttributes = 256;

    public DwarfTag Tag => tag;

    public bool HasChildren => hasChildren;

    public DwarfAttributeForm[] Attributes => attributes;

    /// <summary>Reads the table that begins at the cursor, by the code that entries name.</summary>
    public static Dictionary<ulong, DwarfAbbreviation> ReadTable(ref DwarfCursor cursor)
    {
        var table = new Dictionary<ulong, DwarfAbbreviation>();
        while (cursor.ReadUnsigned() is var code and not 0)
        {
            var tag = (DwarfTag)cursor.ReadUnsigned();
            bool hasChildren = cursor.ReadByte() != 0;
            var attributes = new List<DwarfAttributeForm>();
            while (true)
            {
                var attribute = (DwarfAttribute)cursor.ReadUnsigned();
                var form = (DwarfForm)cursor.ReadUnsigned();
                long constant = form == DwarfForm.ImplicitConstant ? cursor.ReadSigned() : 0;
                if (attribute == 0 && form == 0)
                    break;
                attributes.Add(new(attribute, form, constant));
                if (attributes.Count > MaxAttributes)
                    throw cursor.Corrupt($"an entry has more than {MaxAttributes} attributes");
            }

            table[code] = new(tag, hasChildren, [.. attributes]);
        }

        return table;
    }
}
