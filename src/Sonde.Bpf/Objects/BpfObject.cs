using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A compiled BPF object: its programs, maps and global data, opened by libbpf and then loaded into the kernel.</summary>
/// <remarks>
/// <para>Open it, set global data and program options, <see cref="Load"/> it, attach its programs. The object owns its links:
/// they live until they or the object are disposed; dropping a variable detaches nothing.</para>
/// <para>Opening, loading and disposing belong to one thread at a time. Loaded maps, rings and links may be used from any
/// thread. Needs kernel 5.10 and libbpf 1.0.</para>
/// </remarks>
public sealed partial class BpfObject : IDisposable, IAsyncDisposable
{
    private readonly ObjectHandle _handle;
    private readonly ReadOnlyMemory<byte> _image;
    private readonly Dictionary<string, BpfMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BpfProgram> _programs = new(StringComparer.Ordinal);
    private readonly BpfLinkList _links;
    private State _state;
    private Task _closed = Task.CompletedTask;

    private enum State
    {
        Open,
        Loaded,
        Failed,
        Disposed,
    }

    /// <summary>The name of the object.</summary>
    public string Name { get; }

    /// <summary>Whether the object is in the kernel.</summary>
    public bool IsLoaded => _state == State.Loaded;

    /// <summary>The maps that the object declares, without those that hold its global data.</summary>
    public IReadOnlyCollection<BpfMap> Maps => _maps.Values;

    /// <summary>The programs of the object.</summary>
    public IReadOnlyCollection<BpfProgram> Programs => _programs.Values;

    /// <summary>The links that are attached now.</summary>
    public IReadOnlyList<BpfLink> Links => _links.Snapshot();

    /// <summary>Finds a map by its name in C.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The object has no such map; the message lists those that it has.</exception>
    public BpfMap GetMap(string name) => Find(_maps, name, "map");

    /// <summary>Finds a program by the name of its C function.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The object has no such program; the message lists those that it has.</exception>
    public BpfProgram GetProgram(string name) => Find(_programs, name, "program");

    /// <summary>Creates the maps, loads the programs that are to be loaded, and makes the global data live.</summary>
    /// <exception cref="BpfVerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfRelocationException">A program uses a type, field or value that this kernel does not have.</exception>
    /// <exception cref="BpfException">Anything else went wrong. A failed object can only be disposed.</exception>
    /// <exception cref="InvalidOperationException">The object was loaded before.</exception>
    public void Load()
    {
        if (_state == State.Loaded)
            throw new InvalidOperationException($"{Name} is loaded already: open the object again to load it once more.");
        RequireOpen("The object");
        CheckKernelLayouts();
        CheckPins();
        foreach (BpfProgram program in _programs.Values)
            program.DropUnknownAttachType();
        _state = State.Failed;
        using LibbpfLog log = BeginLog();
        int error = Libbpf.ObjectLoad(_handle);
        if (error != 0)
            throw LoadFailure((Errno)(-error), log);
        try
        {
            MapGlobals();
            ReplacePins();
        }
        catch
        {
            RemoveNewPins();
            throw;
        }

        _state = State.Loaded;
    }

    /// <summary>Attaches each loaded program whose section name says where to; others are left for you to attach.</summary>
    /// <remarks>All or nothing: when one cannot be attached, those before it are detached again.</remarks>
    /// <exception cref="BpfException">A program could not be attached.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    public BpfLinks Attach()
    {
        RequireLoaded("The object");
        var links = new BpfLinks();
        try
        {
            foreach (BpfProgram program in _programs.Values)
            {
                if (program.IsLoaded)
                    links.AddRange(program.TryAttachBySection());
            }

            return links;
        }
        catch
        {
            links.Dispose();
            throw;
        }
    }

    /// <summary>Detaches all links, then unloads programs and maps. Rings that are being drained end first.</summary>
    /// <remarks>It returns at once: links that the kernel takes long to let go of are detached after it, see <see cref="BpfLink.Dispose"/>.</remarks>
    public void Dispose()
    {
        _ = Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does what <see cref="Dispose"/> does, and completes when the kernel has let go of all links.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new(Close());
    }

    private Task Close()
    {
        if (_state == State.Disposed)
            return _closed;
        _state = State.Disposed;
        _closed = _links.Close();
        try
        {
            foreach (BpfMap map in _maps.Values)
                map.Close();
            foreach (BpfProgram program in _programs.Values)
                program.CloseDescriptors();
        }
        finally
        {
            _handle.Dispose();
        }

        return _closed;
    }

    internal ObjectHandle Handle => _handle;

    internal BpfLinkList LinkList => _links;

    internal void RequireOpen(string what)
    {
        ThrowIfDisposed();
        if (_state == State.Failed)
            throw new InvalidOperationException($"Loading {Name} failed before: open it again.");
        if (_state != State.Open)
            throw BpfErrors.AlreadyLoaded(what);
    }

    internal void RequireLoaded(string what)
    {
        ThrowIfDisposed();
        if (_state != State.Loaded)
            throw BpfErrors.NotLoaded(what);
    }

    private void ThrowIfDisposed()
    {
        if (_state == State.Disposed)
            throw Disposed();
    }

    private ObjectDisposedException Disposed() => new($"BPF object {Name}");

    private T Find<T>(Dictionary<string, T> items, string name, string kind)
    {
        ThrowIfDisposed();
        return items.TryGetValue(name, out T? item)
            ? item
            : throw new ArgumentException($"{Name} has no {kind} {name}; it has: {string.Join(", ", items.Keys)}.", nameof(name));
    }
}
