using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The source lines and inlined calls of a module, read from its debug information when they are first asked for.</summary>
internal sealed class SourceLines : IDisposable
{
    private const int UsualDepth = 32;
    private const int MaxDepth = 4096;

    // Sections take more than what is parsed of them; of a large program some hundred megabytes.
    private const int SectionsPerLines = 8;

    private readonly ElfFile _file;
    private readonly ModuleDebugFiles _files;
    private readonly long _limit;
    private readonly ElfPlacement? _placement;
    private DwarfFrame[] _frames = new DwarfFrame[UsualDepth];
    private DwarfSymbols? _symbols;
    private string? _problem;
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
    public long Bytes => _symbols is null ? 0 : _symbols.SectionBytes + _symbols.MemoryUsed;

    /// <summary>Why lines are not known that could be; null when there is nothing to tell.</summary>
    public string? Problem => _problem ?? (_symbols?.Problems is { Count: > 0 } problems ? Tell(problems) : null);

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
        catch (Exception e) when (FileFault.Is(e) || e is ObjectDisposedException)
        {
            _problem = e.Message;
            _symbols = null;
            return default;
        }
    }

    /// <summary>Lets go what was read; it is read again when it is asked for.</summary>
    public void Release()
    {
        if (_symbols is null)
            return;
        _symbols = null;
        _isOpened = false;
        _file.ReleaseSections();
        _files.Dispose();
    }

    public void Dispose()
    {
        _symbols = null;
        _problem ??= "its file was closed";
        _isOpened = true;
        _file.Dispose();
        _files.Dispose();
    }

    private void Open()
    {
        _isOpened = true;
        long sections = Math.Min(_limit, long.MaxValue / SectionsPerLines) * SectionsPerLines;
        if (DwarfSymbols.TryOpen(_file, _files, out _symbols, out ElfUnavailable reason, sections, _placement))
            _symbols.MemoryLimit = _limit;
        else
            _problem = reason == ElfUnavailable.NoSection ? null : $"the debug information cannot be read: {reason}";
    }

    private string Tell(IReadOnlyList<DwarfProblem> problems)
    {
        string kind = problems[0].Kind switch
        {
            DwarfProblemKind.SplitFileMissing => "there is no split file ",
            DwarfProblemKind.SupplementaryFileMissing => "there is no shared debug file ",
            DwarfProblemKind.SectionUnavailable => "",
            _ => "the debug information is damaged: ",
        };
        return $"{kind}{problems[0].Text}{(_files.Fault is { } fault ? $" ({fault})" : "")}{(problems.Count > 1 ? $", and {problems.Count - 1} more faults" : "")}";
    }
}
