using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The files that code is mapped from, each read once for all address spaces, when a walk first comes upon it.</summary>
/// <remarks>
/// <para>A file is known by its device, number, size and time, whatever paths lead to it. Safe from any thread: who needs a file that another reads
/// waits for that file alone. No walk may go on when it is disposed.</para>
/// <para>It keeps files open, so that tables that were forgotten for want of memory are read again whatever became of the file's path and of the
/// processes that have it mapped. Beyond the most files that it may keep open, the one not used longest is closed, and opened again when a walk comes
/// upon it. That fails where all that leads to it is gone: its process ended, or the file was deleted and this process may not follow the kernel's
/// links to it. Its code is then walked without tables.</para>
/// </remarks>
public sealed class UnwindModules : IDisposable
{
    // Each process has mappings of its own of the same files.
    private const int MaxMappings = 1 << 16;

    private static readonly UnwindModule Nothing = UnwindModule.FromBytes(default);

    private readonly Func<string, string>? _locate;
    private readonly long _maxBytes;
    private readonly int _maxFiles;
    private readonly object _gate = new();
    private readonly Dictionary<FileStatus, Lazy<UnwindModule>> _modules = [];
    private readonly Dictionary<(string Name, MappedFile File, int Pid), UnwindModule> _byMapping = [];
    private volatile UnwindModule? _vdso;
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
    /// <param name="maxFiles">How many files it may keep open; those not used longest are closed then.</param>
    public UnwindModules(Func<string, string>? locate = null, long maxBytes = 256L << 20, int maxFiles = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxFiles);
        _locate = locate;
        _maxBytes = maxBytes;
        _maxFiles = maxFiles;
    }

    /// <summary>About how many bytes of memory the tables take now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return Known.Sum(known => known.Module.Bytes);
        }
    }

    /// <summary>How many times the tables of a file were forgotten, or it was closed, for want of room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Opens a file at a path.</summary>
    internal Func<string, SafeFileHandle> Open { get; init; } = RegularFile.Open;

    /// <summary>Reads the mappings of this process.</summary>
    internal Func<ProcessMaps> ReadOwnMaps { get; init; } = () => ProcessMaps.Read(Environment.ProcessId);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach ((_, UnwindModule module) in Known)
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
    /// <returns>The file; null where it cannot be read for the moment, for want of descriptors or the like.</returns>
    internal UnwindModule? Get(string name, MappedFile file, int pid, (ulong Start, ulong End) range)
    {
        lock (_gate)
        {
            if (_byMapping.TryGetValue((name, file, pid), out UnwindModule? known) && !known.IsForgotten)
                return known;
        }

        if (SpecialMemory.IsVdso(name))
            return _vdso ??= TryReadVdso();
        bool mayComeBack = false;
        UnwindModule? module = null;
        foreach (string place in Places(name, pid, range))
        {
            module = TryRead(place, file, ref mayComeBack);
            if (module is not null)
                break;
        }

        // Not kept: another process may have this one's number, and the file, later on.
        if (module is null)
            return mayComeBack ? null : Nothing;
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

    /// <summary>The tables of a file that a walk asks, read again if they were forgotten.</summary>
    internal FrameTable? TableOf(UnwindModule module)
    {
        FrameTable? table = module.Table;
        if (table is not null || !module.HasTable)
            return table;
        table = module.ReadTable();
        lock (_gate)
            Trim(module);
        return table;
    }

    // Those that were read; another thread may be at work on others.
    private IEnumerable<(FileStatus Status, UnwindModule Module)> Known =>
        _modules.Where(pair => pair.Value.IsValueCreated).Select(pair => (pair.Key, pair.Value.Value));

    private void Trim(UnwindModule inHand)
    {
        long bytes = Known.Sum(known => known.Module.Bytes);
        int files = Known.Count();
        if (bytes <= _maxBytes && files <= _maxFiles)
            return;
        foreach ((FileStatus status, UnwindModule each) in Known.OrderBy(known => known.Module.LastUse).ToArray())
        {
            bool isTooMany = files > _maxFiles;
            if (each == inHand || (!isTooMany && (bytes <= _maxBytes || each.Bytes == 0)))
                continue;
            bytes -= each.Bytes;
            Forgotten++;
            if (!isTooMany)
            {
                each.DropTable();
                continue;
            }

            files--;
            _modules.Remove(status);
            each.Forget();
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

    private UnwindModule? TryRead(string path, MappedFile file, ref bool mayComeBack)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = Open(path);
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
        catch (KernelException e)
        {
            mayComeBack |= e.Errno is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.EINTR or Errno.EAGAIN or Errno.EIO;
            return null;
        }
        finally
        {
            handle?.Dispose();
        }
    }

    // The code that this kernel maps into each process is the same for all, and has no file.
    private unsafe UnwindModule? TryReadVdso()
    {
        ProcessMapping? mapping;
        try
        {
            mapping = ReadOwnMaps().Mappings.FirstOrDefault(mapping => SpecialMemory.IsVdso(mapping.Name));
        }
        catch (KernelException)
        {
            // This process is there, whatever the error says: another try may find its mappings.
            return null;
        }

        return UnwindModule.FromBytes(
            mapping is null ? default : new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray());
    }
}
