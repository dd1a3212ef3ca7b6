namespace Sonde.ObjectFiles;

/// <summary>What stands before the program of a line table.</summary>
internal ref struct LineHeader
{
    private const int FormPath = 1;
    private const int FormFolder = 2;

    public ushort Version;
    public byte MinInstruction;
    public byte MaxOperations;
    public sbyte LineBase;
    public byte LineRange;
    public byte OpcodeBase;
    public int AddressSize;
    public ReadOnlySpan<byte> Lengths;
    public CodeUnit Texts;
    public List<DwarfText> Folders;
    public List<LineFile> Files;

    /// <summary>Offset of the program.</summary>
    public int Program;

    /// <summary>Offset behind the program.</summary>
    public int End;

    public static LineHeader Read(ulong offset, CodeUnit unit)
    {
        ReadOnlySpan<byte> lines = unit.File.Sections.Lines.Span;
        var reader = new DwarfReader(lines, offset);
        ulong length = reader.ReadLength(out bool is64Bit);
        int start = reader.Position;
        reader.Skip(length);
        var header = new LineHeader { End = reader.Position, AddressSize = unit.AddressSize, Folders = [], Files = [] };
        reader = new DwarfReader(lines.Slice(0, header.End), (uint)start);
        header.Version = reader.ReadUInt16();
        if (header.Version is < 2 or > 5)
            throw new DwarfFormatException($".debug_line is corrupt: version {header.Version} is not known, 2 to 5 are");
        if (header.Version == 5)
        {
            header.AddressSize = reader.ReadByte();
            reader.ReadByte();
        }

        ulong rest = reader.ReadOffset(is64Bit);
        if (rest > (ulong)(header.End - reader.Position))
            throw new DwarfFormatException($".debug_line is corrupt at byte {start}: a header goes beyond its table");
        header.Program = reader.Position + (int)rest;
        header.MinInstruction = reader.ReadByte();
        header.MaxOperations = header.Version >= 4 ? reader.ReadByte() : (byte)1;
        reader.ReadByte();
        header.LineBase = (sbyte)reader.ReadByte();
        header.LineRange = reader.ReadByte();
        header.OpcodeBase = reader.ReadByte();
        header.Lengths = reader.Read(Math.Max(header.OpcodeBase - 1, 0));
        header.Texts = CodeUnit.OfLines(unit.File, header.Version, is64Bit, unit.AddressSize, unit);
        if (header.Version == 5)
        {
            foreach (LineFile folder in ReadEntries(ref reader, header.Texts))
                header.Folders.Add(folder.Name);
            header.Files = ReadEntries(ref reader, header.Texts);
        }
        else
        {
            ReadOldFiles(ref reader, header.Folders, header.Files);
        }

        return header;
    }

    public readonly LineFiles ToFiles() => new(Version, Texts, [.. Folders], [.. Files]);

    /// <summary>Reads one file of the form that older versions have, also within the program.</summary>
    public static LineFile ReadOldFile(ref DwarfReader reader)
    {
        var name = new DwarfText(DwarfTextPlace.Lines, (uint)reader.Position);
        reader.ReadText();
        ulong folder = reader.ReadUnsigned();
        reader.ReadUnsigned();
        reader.ReadUnsigned();
        return new(name, folder);
    }

    private static void ReadOldFiles(ref DwarfReader reader, List<DwarfText> folders, List<LineFile> files)
    {
        while (true)
        {
            int at = reader.Position;
            if (reader.ReadText().IsEmpty)
                break;
            folders.Add(new(DwarfTextPlace.Lines, (uint)at));
        }

        while (reader.ReadByte() != 0)
        {
            reader.Position--;
            files.Add(ReadOldFile(ref reader));
        }
    }

    private static List<LineFile> ReadEntries(ref DwarfReader reader, CodeUnit unit)
    {
        var format = new (ulong Content, DwarfForm Form)[reader.ReadByte()];
        for (int i = 0; i < format.Length; i++)
            format[i] = (reader.ReadUnsigned(), (DwarfForm)reader.ReadUnsigned());
        List<LineFile> entries = [];
        for (ulong left = reader.ReadUnsigned(); left > 0; left--)
        {
            int start = reader.Position;
            DwarfText path = default;
            ulong folder = 0;
            foreach ((ulong content, DwarfForm form) in format)
            {
                if (content == FormPath)
                    path = DwarfFormats.ReadText(form, unit, DwarfTextPlace.Lines, ref reader);
                else if (content == FormFolder)
                    folder = DwarfFormats.ReadNumber(form, unit, ref reader);
                else
                    DwarfFormats.Skip(form, unit, ref reader);
            }

            // Of entries that take no bytes there could be any number.
            if (reader.Position == start)
                throw new DwarfFormatException($".debug_line is corrupt at byte {start}: an entry is empty");
            entries.Add(new(path, folder));
        }

        return entries;
    }
}
