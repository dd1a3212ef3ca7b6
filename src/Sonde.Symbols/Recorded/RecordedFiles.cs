namespace Sonde.Symbols;

/// <summary>The files of all recorded processes, and the frames of all.</summary>
internal sealed class RecordedFiles : IDisposable
{
    private readonly NumberTable _unmapped = new();
    private readonly Dictionary<(string Path, string? BuildId), RecordedFile> _files = [];

    public RecordedFiles(SymbolizerOptions options, RecordedKernel kernel)
    {
        Options = options;
        Kernel = kernel;
        Modules = new ModuleCache(options.ToModuleOptions(), options.CacheBytes);
    }

    public SymbolizerOptions Options { get; }

    public ModuleCache Modules { get; }

    public RecordedKernel Kernel { get; }

    /// <summary>The methods of processes of which there is a trace.</summary>
    public Dictionary<int, CodeTimeline> Methods { get; } = [];

    public List<SymbolFrame> Frames { get; } = [];

    public RecordedFile Get(string path, string? buildId)
    {
        if (!_files.TryGetValue((path, buildId), out RecordedFile? file))
            _files.Add((path, buildId), file = new RecordedFile(this, path, buildId));
        return file;
    }

    /// <summary>Gives a frame its number.</summary>
    public int Add(SymbolFrame frame)
    {
        Frames.Add(frame);
        return Frames.Count - 1;
    }

    /// <summary>The number of the frame of an address at which there is nothing, the same in all processes.</summary>
    public int FindUnmapped(ulong address)
    {
        int number = _unmapped.Find(address);
        if (number < 0)
            _unmapped.Add(address, number = Add(new SymbolFrame(address, FrameKind.Unknown, null) { Reason = UnknownReason.NotMapped }));
        return number;
    }

    public void Dispose() => Modules.Dispose();
}
