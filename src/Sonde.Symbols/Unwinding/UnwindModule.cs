using Microsoft.Win32.SafeHandles;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>A file that code is mapped from: its unwind tables, and its bytes for code that has none.</summary>
internal sealed class UnwindModule : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ElfSegment[] _segments = [];

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
    public FrameTable? Table { get; }

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
        catch (Exception e) when (FileFault.Is(e))
        {
            return 0;
        }
    }

    public void Dispose() => _file?.Dispose();
}
