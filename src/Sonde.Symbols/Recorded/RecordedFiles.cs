namespace Sonde.Symbols;

/// <summary>The files of all recorded processes, and the frames of all.</summary>
internal sealed class RecordedFiles : IDisposable
{
    private readonly NumberTable _unmapped = new();
    private readonly UnmappedCode _nothing = new();
    private readonly Dictionary<(string Path, string? BuildId), RecordedFile> _files = [];

    private IReadOnlyList<uint>? _owners;
    private int _versions;

    public RecordedFiles(SymbolizerOptions options, RecordedKernel kernel)
    {
        Options = options;
        Kernel = kernel;
        Modules = new ModuleCache(options.ToModuleOptions(), options.CacheBytes);
    }

    public SymbolizerOptions Options { get; }

    /// <summary>The symbols of files; locked by who uses it.</summary>
    public ModuleCache Modules { get; }

    /// <summary>Whether no file may be opened any more; locked as <see cref="Modules"/> are.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The users who are believed what a runtime's file says.</summary>
    public IReadOnlyList<uint> Owners => _owners ??= Options.JitFileOwners ?? (ProcessStatus.EffectiveUser(Environment.ProcessId) is { } user ? [user] : []);

    public RecordedKernel Kernel { get; }

    /// <summary>The methods of processes of which there is a trace.</summary>
    public Dictionary<int, CodeTimeline> Methods { get; } = [];

    public RecordedFrames Frames { get; } = new();

    /// <summary>A number that was not given before.</summary>
    public int NextVersion() => ++_versions;

    public RecordedFile Get(string path, string? buildId)
    {
        if (!_files.TryGetValue((path, buildId), out RecordedFile? file))
            _files.Add((path, buildId), file = new RecordedFile(this, path, buildId));
        return file;
    }

    /// <summary>The number of the frame of an address at which there is nothing, the same in all processes.</summary>
    public int FindUnmapped(ulong address)
    {
        int number = _unmapped.Find(address);
        if (number < 0)
            _unmapped.Add(address, number = Frames.Add(_nothing, address));
        return number;
    }

    public void Dispose()
    {
        lock (Modules)
        {
            IsClosed = true;
            Modules.Dispose();
        }
    }
}
