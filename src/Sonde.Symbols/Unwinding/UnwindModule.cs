using Microsoft.Win32.SafeHandles;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>A file that code is mapped from: its unwind tables, and its bytes for code that has none.</summary>
internal sealed class UnwindModule : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ElfSegment[] _segments = [];
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
                Table = table;
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

    /// <summary>Its tables, if it has any.</summary>
    public FrameTable? Table { get; private set; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => Table?.Bytes ?? 0;

    /// <summary>When a walk asked it last, by the store's count.</summary>
    public long LastUse { get; set; }

    /// <summary>Whether the store has forgotten it: who asks it again gets it from there.</summary>
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

    /// <summary>Lets the tables go, also where regions of address spaces have it still. A walk that is on its way goes on with those that it has.</summary>
    public void Forget()
    {
        _isForgotten = true;
        Table = null;
        Dispose();
    }

    public void Dispose() => _file?.Dispose();
}
