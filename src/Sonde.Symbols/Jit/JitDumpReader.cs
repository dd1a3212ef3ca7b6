using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Reads the records of a jitdump one after the other.</summary>
internal sealed class JitDumpReader
{
    private const uint Magic = 0x4a695444;
    private const int MinHeaderSize = 40;
    private const int RecordHeaderSize = 16;
    private const ulong MachineTimes = 1;
    private const long MethodBytes = 250;
    private const long LineBytes = 24;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly bool _isSwapped;
    private readonly Dictionary<ulong, JitMethod> _current = [];
    private readonly Dictionary<ulong, JitLine[]> _lines = [];
    private readonly Dictionary<string, string> _files = [];
    private ReadOnlyMemory<byte> _unwindingInfo;
    private int _position;
    private long _bytes;
    private bool _keepsFile;

    /// <exception cref="JitDumpFormatException">It does not begin as such a file does.</exception>
    public JitDumpReader(ReadOnlyMemory<byte> file)
    {
        _file = file;
        ReadOnlySpan<byte> header = file.Span;
        if (header.Length < MinHeaderSize)
            throw new JitDumpFormatException(Invariant($"A jitdump has a header of {MinHeaderSize} bytes; these are {header.Length}."));
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (magic != Magic && BinaryPrimitives.ReverseEndianness(magic) != Magic)
            throw new JitDumpFormatException(Invariant($"A jitdump does not begin with 0x{magic:x8}."));
        _isSwapped = magic != Magic;
        uint version = UInt32(header, 4);
        if (version is 0 or > 2)
            throw new JitDumpFormatException(Invariant($"The version of the jitdump is {version}; 1 and 2 are known."));
        uint size = UInt32(header, 8);
        if (size < MinHeaderSize || size > header.Length)
            throw new JitDumpFormatException(Invariant($"The header of the jitdump says that it has {size} bytes."));
        Machine = (int)UInt32(header, 12);
        Pid = (int)UInt32(header, 20);
        HasMachineTimes = (UInt64(header, 32) & MachineTimes) != 0;
        _position = (int)size;
    }

    public int Pid { get; }

    public int Machine { get; }

    public bool HasMachineTimes { get; }

    public bool IsTruncated { get; private set; }

    public bool IsClosed { get; private set; }

    public JitDumpSkips Skipped { get; private set; }

    /// <summary>About how many bytes of memory its methods take, with their places in a table; unwinding information keeps the whole file.</summary>
    public long Bytes => _bytes + (_keepsFile ? _file.Length : 0);

    public List<JitMethod> Methods { get; } = [];

    public void Read()
    {
        while (!IsClosed && _position < _file.Length)
        {
            ReadOnlyMemory<byte> rest = _file[_position..];
            if (rest.Length < RecordHeaderSize)
            {
                IsTruncated = true;
                return;
            }

            uint size = UInt32(rest.Span, 4);
            // A size that is less than that of the header leads nowhere: what follows cannot be found.
            if (size < RecordHeaderSize || size > rest.Length)
            {
                IsTruncated = true;
                return;
            }

            ReadRecord(rest[..(int)size]);
            _position += (int)size;
        }
    }

    private void ReadRecord(ReadOnlyMemory<byte> record)
    {
        uint kind = UInt32(record.Span, 0);
        ulong time = UInt64(record.Span, 8);
        ReadOnlyMemory<byte> content = record[RecordHeaderSize..];
        bool isWhole = true;
        switch (kind)
        {
            case 0:
                isWhole = TryReadLoad(content.Span, time);
                break;
            case 1:
                isWhole = TryReadMove(content.Span, time);
                break;
            case 2:
                isWhole = TryReadLines(content.Span);
                break;
            case 3:
                IsClosed = true;
                break;
            case 4:
                isWhole = TryReadUnwindingInfo(content);
                break;
            default:
                Skipped = Skipped with { Unknown = Skipped.Unknown + 1 };
                break;
        }

        if (!isWhole)
            Skipped = Skipped with { Damaged = Skipped.Damaged + 1 };
    }

    // pid, tid, vma, address, size and number of the code, its name, and the code itself.
    private bool TryReadLoad(ReadOnlySpan<byte> content, ulong time)
    {
        ReadOnlyMemory<byte> unwindingInfo = _unwindingInfo;
        _unwindingInfo = default;
        if (content.Length < 40 || content[40..].IndexOf((byte)0) is not (>= 0 and var length))
            return false;
        ulong address = UInt64(content, 16);
        ulong size = UInt64(content, 24);
        ulong index = UInt64(content, 32);
        _lines.Remove(address, out JitLine[]? lines);
        if (size == 0)
        {
            Skipped = Skipped with { Empty = Skipped.Empty + 1 };
            return true;
        }

        string name = Encoding.UTF8.GetString(content.Slice(40, length));
        var method = new JitMethod(name, address, size, index, time, lines ?? [], 0, unwindingInfo);
        Methods.Add(method);
        _current[index] = method;
        _bytes += MethodBytes + (2L * name.Length) + (LineBytes * (lines?.LongLength ?? 0));
        _keepsFile |= !unwindingInfo.IsEmpty;
        return true;
    }

    // pid, tid, vma, the old address, the new one, size and number of the code.
    private bool TryReadMove(ReadOnlySpan<byte> content, ulong time)
    {
        if (content.Length < 48)
            return false;
        if (!_current.TryGetValue(UInt64(content, 40), out JitMethod? method) || method.Start != UInt64(content, 16))
        {
            Skipped = Skipped with { UnknownMoves = Skipped.UnknownMoves + 1 };
            return true;
        }

        ulong size = UInt64(content, 32);
        if (size == 0)
        {
            Skipped = Skipped with { Empty = Skipped.Empty + 1 };
            return true;
        }

        JitMethod moved = method.MovedTo(UInt64(content, 24), size, time);
        method.MovedAt = time;
        Methods.Add(moved);
        _bytes += MethodBytes;
        _current[method.Index] = moved;
        return true;
    }

    // The address of the code and how many lines; of each its address, number, column and file.
    private bool TryReadLines(ReadOnlySpan<byte> content)
    {
        const int EntrySize = 16;
        if (content.Length < 16)
            return false;
        ulong address = UInt64(content, 0);
        ulong count = UInt64(content, 8);
        ReadOnlySpan<byte> rest = content[16..];
        var lines = new List<JitLine>();
        string file = "";
        for (ulong i = 0; i < count; i++)
        {
            if (rest.Length <= EntrySize || rest[EntrySize..].IndexOf((byte)0) is not (>= 0 and var length))
                return false;
            ReadOnlySpan<byte> name = rest.Slice(EntrySize, length);
            // The file of the line before.
            if (name is not [0xff])
                file = FileNamed(name);
            lines.Add(new JitLine(UInt64(rest, 0), file, (int)UInt32(rest, 8), (int)UInt32(rest, 12)));
            rest = rest[(EntrySize + length + 1)..];
        }

        _lines[address] = [.. lines.OrderBy(line => line.Address)];
        return true;
    }

    // The sizes of all, of the header, and of what is mapped; then the bytes, which belong to the code that follows.
    private bool TryReadUnwindingInfo(ReadOnlyMemory<byte> content)
    {
        if (content.Length < 24)
            return false;
        ulong size = UInt64(content.Span, 0);
        if (size > (ulong)(content.Length - 24))
            return false;
        _unwindingInfo = content.Slice(24, (int)size);
        return true;
    }

    private string FileNamed(ReadOnlySpan<byte> name)
    {
        string file = Encoding.UTF8.GetString(name);
        if (_files.TryGetValue(file, out string? known))
            return known;
        _files.Add(file, file);
        return file;
    }

    private uint UInt32(ReadOnlySpan<byte> bytes, int offset) => _isSwapped
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..])
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private ulong UInt64(ReadOnlySpan<byte> bytes, int offset) => _isSwapped
        ? BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..])
        : BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
