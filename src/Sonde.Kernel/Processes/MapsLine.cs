using System.Buffers.Text;
using System.Text;

namespace Sonde.Kernel;

/// <summary>Reads one line of a memory map: <c>start-end perms offset major:minor inode    path</c>.</summary>
internal ref struct MapsLine
{
    private static ReadOnlySpan<byte> DeletedMark => " (deleted)"u8;

    private readonly int _number;
    private ReadOnlySpan<byte> _rest;

    private MapsLine(ReadOnlySpan<byte> line, int number)
    {
        _rest = line;
        _number = number;
    }

    /// <summary>The mapping of a line. A library's lines follow each other: their name is the string of the line above.</summary>
    public static ProcessMapping Parse(ReadOnlySpan<byte> line, int number, string nameAbove)
    {
        var reader = new MapsLine(line, number);
        ulong start = reader.Hex('-');
        ulong end = reader.Hex(' ');
        MappingAccess access = reader.Access();
        ulong offset = reader.Hex(' ');
        ulong major = reader.Hex(':');
        ulong minor = reader.Hex(' ');
        ulong inode = reader.Inode();
        (string name, bool isDeleted) = ReadName(reader._rest.TrimStart((byte)' '), nameAbove);
        return end <= start || major > uint.MaxValue || minor > uint.MaxValue
            ? throw reader.Malformed()
            : new ProcessMapping(start, end, access, offset, (uint)major, (uint)minor, inode, name, isDeleted);
    }

    /// <summary>The name as the kernel prints it, and whether nothing has it any more.</summary>
    public static (string Name, bool IsDeleted) ReadName(ReadOnlySpan<byte> printed, string above = "")
    {
        bool isDeleted = printed.EndsWith(DeletedMark);
        return (Name(isDeleted ? printed[..^DeletedMark.Length] : printed, above), isDeleted);
    }

    private ulong Hex(char end)
    {
        if (!Utf8Parser.TryParse(_rest, out ulong value, out int length, 'x') || length >= _rest.Length || _rest[length] != end)
            throw Malformed();
        _rest = _rest[(length + 1)..];
        return value;
    }

    private MappingAccess Access()
    {
        if (_rest.Length < 5 || _rest[4] != ' ')
            throw Malformed();
        var access = (_rest[0] == 'r' ? MappingAccess.Read : 0)
            | (_rest[1] == 'w' ? MappingAccess.Write : 0)
            | (_rest[2] == 'x' ? MappingAccess.Execute : 0)
            | (_rest[3] == 's' ? MappingAccess.Shared : 0);
        _rest = _rest[5..];
        return access;
    }

    // The last column in old recordings, followed by a space in what the kernel prints.
    private ulong Inode()
    {
        if (!Utf8Parser.TryParse(_rest, out ulong inode, out int length) || (length < _rest.Length && _rest[length] != ' '))
            throw Malformed();
        _rest = _rest[length..];
        return inode;
    }

    private static string Name(ReadOnlySpan<byte> utf8, string above)
    {
        if (utf8.IsEmpty)
            return "";
        string name = Encoding.UTF8.GetString(utf8);
        if (name == above)
            return above;
        // The kernel prints a line feed in a path as an octal escape, and nothing else.
        return name.Replace("\\012", "\n", StringComparison.Ordinal);
    }

    private readonly FormatException Malformed() => new($"Line {_number} of the mappings is no line of /proc/PID/maps.");
}
