using Microsoft.Win32.SafeHandles;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>A file that code is mapped from: its unwind tables, and its bytes for code that has none.</summary>
internal sealed class UnwindModule : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ElfSegment[] _segments = [];
    private readonly object _reading = new();
    private volatile FrameTable? _table;
    private volatile bool _isForgotten;

    private UnwindModule(SafeFileHandle? file) => _file = file;

    private UnwindModule(SafeFileHandle? file, ElfFile elf)
        : this(file)
    {
        IsNative = true;
        _segments = [.. elf.Segments.Where(segment => segment.Type == ElfSegmentType.Load)];
        try
        {
            BuildId = DebugFiles.BuildIdOf(elf);
            if (FrameTable.TryRead(elf, out FrameTable? table))
                _table = table;
            HasTable = table is not null;
        }
        catch (FormatException)
        {
            // Its functions are walked by frame pointers then.
        }
    }

    /// <summary>Whether it is an ELF file; what else is mapped holds compiled code of a runtime.</summary>
    public bool IsNative { get; }

    /// <summary>Its build id, lower-case hexadecimal, if it has one.</summary>
    public string? BuildId { get; }

    /// <summary>Whether it has a file, by which it can be read on.</summary>
    public bool HasFile => _file is not null;

    /// <summary>Whether it has tables, in memory or not.</summary>
    public bool HasTable { get; }

    /// <summary>Its tables, if it has any and they are in memory.</summary>
    public FrameTable? Table => _table;

    /// <summary>About how many bytes of memory its tables take.</summary>
    public long Bytes => _table?.Bytes ?? 0;

    /// <summary>When a walk asked it last, by the store's count.</summary>
    public long LastUse { get; set; }

    /// <summary>Whether the store has closed its file: who asks it again gets it from there.</summary>
    public bool IsForgotten => _isForgotten;

    /// <summary>Reads a file. It never throws: a file that cannot be read is a module without tables.</summary>
    /// <param name="file">The file, which the module owns from here on.</param>
    public static UnwindModule Read(SafeFileHandle file)
    {
        try
        {
            return new UnwindModule(file, ElfFile.Open(file));
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            return new UnwindModule(file);
        }
    }

    /// <summary>Reads an image of an ELF file.</summary>
    public static UnwindModule FromBytes(ReadOnlyMemory<byte> image)
    {
        try
        {
            return new UnwindModule(null, ElfFile.Parse(image));
        }
        catch (FormatException)
        {
            return new UnwindModule(file: null);
        }
    }

    /// <summary>The difference between where a part of the file is mapped and the addresses of its tables.</summary>
    public bool TryGetBias(ulong start, ulong fileOffset, ulong length, out ulong bias)
    {
        foreach (ElfSegment segment in _segments)
        {
            // A mapping begins at a page, a segment may begin within it.
            if (fileOffset >= segment.Offset + segment.FileSize || fileOffset + length <= segment.Offset || (segment.Flags & ElfSegmentFlags.Execute) == 0)
                continue;
            bias = unchecked(start - fileOffset - (segment.Address - segment.Offset));
            return true;
        }

        bias = 0;
        return false;
    }

    /// <summary>Reads code.</summary>
    /// <returns>How many bytes.</returns>
    public int ReadCode(ulong fileOffset, Span<byte> code)
    {
        if (_file is null || fileOffset > long.MaxValue)
            return 0;
        try
        {
            return RandomAccess.Read(_file, code, (long)fileOffset);
        }
        catch (Exception e) when (FileFault.Is(e) || e is ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Reads the tables again after they were let go: from the open file, which is there whatever became of its path and its processes.</summary>
    public FrameTable? ReadTable()
    {
        lock (_reading)
        {
            if (_table is { } known)
                return known;
            try
            {
                if (_file is null || !FrameTable.TryRead(ElfFile.Open(_file), out FrameTable? table))
                    return null;
                _table = table;
                if (_isForgotten)
                    _table = null;
                return table;
            }
            catch (Exception e) when (FileFault.Is(e) || e is ObjectDisposedException)
            {
                return null;
            }
        }
    }

    /// <summary>Lets the tables go, also where regions of address spaces have it still. A walk that is on its way goes on with those that it has.</summary>
    public void DropTable() => _table = null;

    /// <summary>Lets the tables go and closes the file.</summary>
    public void Forget()
    {
        _isForgotten = true;
        DropTable();
        Dispose();
    }

    public void Dispose() => _file?.Dispose();
}
