using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The files that code is mapped from, each read once for all address spaces, when a walk first comes upon it.</summary>
/// <remarks>
/// A file is known by its device, number, size and time, whatever paths lead to it. Safe from any thread: who needs a file that another reads waits
/// for that file alone. It keeps files open until they are forgotten or it is disposed; no walk may go on then.
/// </remarks>
public sealed class UnwindModules : IDisposable
{
    // Each process has mappings of its own of the same files.
    private const int MaxMappings = 1 << 16;

    private static readonly UnwindModule Nothing = UnwindModule.FromBytes(default);

    private readonly Func<string, string>? _locate;
    private readonly long _maxBytes;
    private readonly object _gate = new();
    private readonly Dictionary<FileStatus, Lazy<UnwindModule>> _modules = [];
    private readonly Dictionary<(string Name, MappedFile File, int Pid), UnwindModule> _byMapping = [];
    private readonly Lazy<UnwindModule> _vdso = new(ReadVdso);
    private long _uses;

    /// <summary>Creates an empty store.</summary>
    /// <param name="locate">
    /// Says where a file of a mapping is found. Without, it is at the path that the mapping names, as its process sees it if that is known, and
    /// only if it has the number that the mapping says.
    /// </param>
    /// <param name="maxBytes">
    /// About how many bytes of memory the tables may take; those not used longest are forgotten then, and read again when a walk comes upon them.
    /// The one that was read last stays in any case.
    /// </param>
    public UnwindModules(Func<string, string>? locate = null, long maxBytes = 256L << 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _locate = locate;
        _maxBytes = maxBytes;
    }

    /// <summary>About how many bytes of memory the tables take now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return Known.Sum(module => module.Bytes);
        }
    }

    /// <summary>How many times a file was forgotten for want of room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (UnwindModule module in Known)
                module.Dispose();
            _modules.Clear();
            _byMapping.Clear();
        }
    }

    /// <summary>The file of a mapping; one without tables where it cannot be read, or another has its path.</summary>
    /// <param name="name">The path as the mapping has it.</param>
    /// <param name="file">Which file it is, as far as the mapping tells.</param>
    /// <param name="pid">The live process that has it mapped; 0 where there is none.</param>
    /// <param name="range">The mapping's first address and that after its last, by which the process's own link to the file is known.</param>
    internal UnwindModule Get(string name, MappedFile file, int pid, (ulong Start, ulong End) range)
    {
        lock (_gate)
        {
            if (_byMapping.TryGetValue((name, file, pid), out UnwindModule? known) && !known.IsForgotten)
                return known;
        }

        UnwindModule module = SpecialMemory.IsVdso(name)
            ? _vdso.Value
            : Places(name, pid, range).Select(place => TryRead(place, file)).OfType<UnwindModule>().FirstOrDefault() ?? Nothing;
        NoteUse(module);
        lock (_gate)
        {
            if (_byMapping.Count >= MaxMappings)
                _byMapping.Clear();
            _byMapping[(name, file, pid)] = module;
            Trim(module);
        }

        return module;
    }

    /// <summary>Notes that a walk asked a file.</summary>
    internal void NoteUse(UnwindModule module) => module.LastUse = Interlocked.Increment(ref _uses);

    // Those that were read; another thread may be at work on others.
    private IEnumerable<UnwindModule> Known => _modules.Values.Where(module => module.IsValueCreated).Select(module => module.Value);

    private void Trim(UnwindModule inHand)
    {
        long bytes = Known.Sum(module => module.Bytes);
        if (bytes <= _maxBytes)
            return;
        foreach ((FileStatus status, Lazy<UnwindModule> each) in _modules.Where(pair => pair.Value.IsValueCreated).OrderBy(pair => pair.Value.Value.LastUse).ToArray())
        {
            if (bytes <= _maxBytes)
                break;
            if (each.Value == inHand || each.Value.Bytes == 0)
                continue;
            bytes -= each.Value.Bytes;
            _modules.Remove(status);
            each.Value.Forget();
            Forgotten++;
        }

        foreach ((string, MappedFile, int) mapping in _byMapping.Where(pair => pair.Value.IsForgotten).Select(pair => pair.Key).ToArray())
            _byMapping.Remove(mapping);
    }

    private IEnumerable<string> Places(string name, int pid, (ulong Start, ulong End) range)
    {
        if (_locate is not null)
            return [_locate(name)];
        // The kernel's own link leads to the very file, deleted or not; following it takes CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE.
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        return pid == 0 ? [name] : [string.Create(CultureInfo.InvariantCulture, $"{process}/map_files/{range.Start:x}-{range.End:x}"), $"{process}/root{name}"];
    }

    private UnwindModule? TryRead(string path, MappedFile file)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = RegularFile.Open(path);
            FileStatus status = FileStatus.Of(handle);
            // Devices are not compared: file systems of several volumes give mappings another number than files.
            if (_locate is null && file.Inode != 0 && file.Inode != status.Inode)
                return null;
            Lazy<UnwindModule>? reading;
            lock (_gate)
            {
                if (!_modules.TryGetValue(status, out reading))
                {
                    SafeFileHandle owned = handle;
                    _modules.Add(status, reading = new Lazy<UnwindModule>(() => UnwindModule.Read(owned)));
                    handle = null;
                }
            }

            UnwindModule module = reading.Value;
            return file.BuildId is null || file.BuildId == module.BuildId ? module : null;
        }
        catch (KernelException)
        {
            return null;
        }
        finally
        {
            handle?.Dispose();
        }
    }

    // The code that this kernel maps into each process is the same for all, and has no file.
    private static unsafe UnwindModule ReadVdso()
    {
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(mapping => SpecialMemory.IsVdso(mapping.Name));
        return UnwindModule.FromBytes(
            mapping is null ? default : new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray());
    }
}
