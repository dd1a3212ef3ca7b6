using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The source lines and inlined calls of a module, read from its debug information when they are first asked for.</summary>
internal sealed class SourceLines : IDisposable
{
    private const int UsualDepth = 32;
    private const int MaxDepth = 4096;

    private readonly ElfFile _file;
    private readonly ModuleDebugFiles _files;
    private readonly long _limit;
    private readonly ElfPlacement? _placement;
    private DwarfFrame[] _frames = new DwarfFrame[UsualDepth];
    private DwarfSymbols? _symbols;
    private long _sections;
    private bool _isOpened;

    /// <summary>Takes over a file.</summary>
    /// <param name="file">The file with the debug information.</param>
    /// <param name="files">Finds what it refers to.</param>
    /// <param name="limit">About how many bytes parsed units may take.</param>
    /// <param name="placement">Where its sections are, if it is not linked.</param>
    public SourceLines(ElfFile file, ModuleDebugFiles files, long limit, ElfPlacement? placement = null)
    {
        _placement = placement;
        _file = file;
        _files = files;
        _limit = limit;
    }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => _sections + (_symbols?.MemoryUsed ?? 0);

    /// <summary>Why lines are not known that could be; null when there is nothing to tell.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a file has debug information.</summary>
    public static bool AreIn(ElfFile file) =>
        (file.TryGetSection(".debug_info"u8, out ElfSection? section) || file.TryGetSection(".zdebug_info"u8, out section)) && section.Type != ElfSectionType.NoBits;

    /// <summary>Whether it reads from a file.</summary>
    public bool IsOf(ElfFile? file) => file == _file;

    /// <summary>The functions at an address, the innermost first, valid until the next question; none where no line is known.</summary>
    public ReadOnlySpan<DwarfFrame> Find(ulong address)
    {
        try
        {
            if (!_isOpened)
                Open();
            int count = _symbols?.Find(address, _frames) ?? 0;
            if (count > _frames.Length)
            {
                _frames = new DwarfFrame[Math.Min(count, MaxDepth)];
                count = _symbols!.Find(address, _frames);
            }

            return _frames.AsSpan(0, Math.Min(count, _frames.Length));
        }
        catch (Exception e) when (e is FormatException or IOException or ObjectDisposedException)
        {
            Problem = e.Message;
            _symbols = null;
            return default;
        }
    }

    public void Dispose()
    {
        _symbols = null;
        _isOpened = true;
        _file.Dispose();
        _files.Dispose();
    }

    private void Open()
    {
        _isOpened = true;
        if (!DwarfSymbols.TryOpen(_file, _files, out _symbols, out ElfUnavailable reason, placement: _placement))
        {
            Problem = reason == ElfUnavailable.NoSection ? null : $"its debug information cannot be read: {reason}";
            return;
        }

        _symbols.MemoryLimit = _limit;
        foreach (ElfSection section in _file.Sections)
            _sections += section.Name.StartsWith(".debug", StringComparison.Ordinal) && section.Type != ElfSectionType.NoBits ? (long)section.Size : 0;
    }
}
