namespace Sonde.ObjectFiles;

public sealed partial class DwarfInfo
{
    private const int FormPath = 1;
    private const int FormFolder = 2;

    private readonly Dictionary<ulong, string[]> _files = [];
    private long _lineBytes;

    /// <summary>The files of a line table, by the number that declarations have.</summary>
    private string[] FilesAt(ulong offset)
    {
        if (!_files.TryGetValue(offset, out string[]? files))
            _files.Add(offset, files = ReadFiles(offset));
        // Tables share no bytes either.
        return _lineBytes <= _lines.Length ? files : throw new DwarfFormatException(".debug_line is corrupt: tables overlap");
    }

    private string[] ReadFiles(ulong offset)
    {
        var cursor = new DwarfCursor(_lines.Span, offset, ".debug_line");
        cursor = cursor.Take(cursor.ReadLength(out bool is64Bit));
        ushort version = cursor.ReadUInt16();
        if (version is < 2 or > 5)
            throw cursor.Corrupt($"version {version} is not known, 2 to 5 are");
        if (version == 5)
            cursor.Read(2); // Sizes of an address and of a segment selector.
        cursor.ReadOffset(is64Bit);
        // Lengths of instructions, and how lines are packed: none of it is for files.
        cursor.Read(version >= 4 ? 5u : 4u);
        int opcodes = cursor.ReadByte();
        cursor.Read((ulong)Math.Max(opcodes - 1, 0));
        string[] files = version == 5 ? ReadFiles5(ref cursor, is64Bit) : ReadFiles4(ref cursor);
        _lineBytes += cursor.Position - (int)offset;
        return files;
    }

    private static string[] ReadFiles4(ref DwarfCursor cursor)
    {
        // Numbers begin with 1; folder 0 is the compiler's.
        List<string> folders = [""];
        while (cursor.ReadText() is { Length: > 0 } folder)
            folders.Add(Utf8.Decode(folder));
        List<string> files = [""];
        while (cursor.ReadText() is { Length: > 0 } name)
        {
            files.Add(Join(folders, cursor.ReadUnsigned(), Utf8.Decode(name)));
            cursor.ReadUnsigned(); // Time.
            cursor.ReadUnsigned(); // Length.
        }

        return [.. files];
    }

    private string[] ReadFiles5(ref DwarfCursor cursor, bool is64Bit)
    {
        var unit = DwarfUnit.OfLines(is64Bit);
        List<string> folders = [];
        foreach ((string path, _) in ReadEntries(ref cursor, unit))
            folders.Add(folders.Count == 0 ? "" : path); // The first is the compiler's.
        return [.. ReadEntries(ref cursor, unit).Select(entry => Join(folders, entry.Folder, entry.Path))];
    }

    private List<(string Path, ulong Folder)> ReadEntries(ref DwarfCursor cursor, DwarfUnit unit)
    {
        var format = new (ulong Content, DwarfForm Form)[cursor.ReadByte()];
        for (int i = 0; i < format.Length; i++)
            format[i] = (cursor.ReadUnsigned(), (DwarfForm)cursor.ReadUnsigned());
        List<(string, ulong)> entries = [];
        for (ulong left = cursor.ReadUnsigned(); left > 0; left--)
        {
            int start = cursor.Position;
            (string path, ulong folder) = ("", 0);
            foreach ((ulong content, DwarfForm form) in format)
            {
                DwarfValue value = DwarfValue.Read(form, 0, unit, ref cursor);
                if (content == FormPath)
                    path = Text(value, unit) ?? "";
                else if (content == FormFolder)
                    folder = value.Number;
            }

            // Of entries that take no bytes there could be any number.
            if (cursor.Position == start)
                throw cursor.Corrupt("an entry is empty");
            entries.Add((path, folder));
        }

        return entries;
    }

    private static string Join(List<string> folders, ulong folder, string name)
    {
        string place = folder < (ulong)folders.Count ? folders[(int)folder] : "";
        if (place == ".")
            place = "";
        return place.Length == 0 || name.Length == 0 || name[0] == '/' ? name : $"{place}/{name}";
    }
}
