using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The files that were read, each once for all processes that map it, as long as it does not change.</summary>
/// <param name="options">How files are read.</param>
/// <param name="limit">How many bytes of memory the files may take together; those not asked for longest are forgotten.</param>
internal sealed class ModuleCache(ModuleOptions options, long limit) : IDisposable
{
    private readonly Dictionary<FileStatus, ModuleEntry> _modules = [];
    private ModuleEntry? _vdso;
    private long _uses;

    /// <summary>The code that this kernel maps into each process, which is the same for all.</summary>
    public ModuleEntry Vdso => _vdso ??= ReadVdso();

    /// <summary>The file of a mapping.</summary>
    public ModuleEntry Get(int pid, ProcessMapping mapping)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        // The kernel's own link leads to the very file that is mapped, deleted or not; following it takes CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE.
        string link = string.Create(CultureInfo.InvariantCulture, $"{process}/map_files/{mapping.Start:x}-{mapping.End:x}");
        if (TryOpen(link, out _) is { } mapped)
            return Get(mapped, mapping.Name, $"{process}/root", link);
        if (mapping.IsDeleted)
            return new ModuleEntry(UnknownReason.FileGone, "the file was deleted or replaced after it was mapped; with CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE it can be read all the same");
        string path = $"{process}/root{mapping.Name}";
        if (TryOpen(path, out ModuleEntry? fault) is not { } file)
            return fault!;
        if (FileStatus.Of(file).Inode == mapping.Inode)
            return Get(file, mapping.Name, $"{process}/root", path);
        file.Dispose();
        return new ModuleEntry(UnknownReason.FileGone, "another file has its path now");
    }

    /// <summary>The file at a path of this process.</summary>
    public ModuleEntry Get(string path) => TryOpen(path, out ModuleEntry? fault) is { } file ? Get(file, path, "", path) : fault!;

    /// <summary>The file of a build: at its path, or where debug files are kept.</summary>
    /// <param name="path">Where it was.</param>
    /// <param name="buildId">Its build id, lower-case hexadecimal; null for whatever is at the path.</param>
    public ModuleEntry Get(string path, string? buildId)
    {
        ModuleEntry atPath = Get(path);
        if (buildId is null || atPath.Module?.BuildId == buildId)
            return atPath;
        return options.DebugFiles.FindBuild(buildId) is { } found
            ? Get(found)
            : new ModuleEntry(UnknownReason.FileGone, $"neither {path} nor the folders of debug files have build {buildId}");
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (ModuleEntry entry in _modules.Values)
            entry.Module?.Dispose();
        _modules.Clear();
    }

    /// <summary>Forgets files not asked for longest while all take more memory than they may.</summary>
    public void Trim()
    {
        long bytes = _modules.Values.Sum(entry => entry.Module?.Bytes ?? 0);
        foreach ((FileStatus status, ModuleEntry entry) in _modules.Where(pair => pair.Value.Module is not null).OrderBy(pair => pair.Value.LastUse).ToArray())
        {
            if (bytes <= limit || entry.LastUse == _uses)
                return;
            // Processes that use it go on to; its file is closed with the last of them.
            _modules.Remove(status);
            bytes -= entry.Module!.Bytes;
        }
    }

    private ModuleEntry Get(SafeFileHandle file, string path, string root, string opened)
    {
        FileStatus status = FileStatus.Of(file);
        if (_modules.TryGetValue(status, out ModuleEntry? entry))
            file.Dispose();
        else
            _modules.Add(status, entry = Read(file, status, path, root, opened));
        entry.LastUse = ++_uses;
        return entry;
    }

    private ModuleEntry Read(SafeFileHandle file, FileStatus status, string path, string root, string opened)
    {
        try
        {
            return new ModuleEntry(NativeModule.Read(file, path, root, opened, options)) { Status = status };
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return new ModuleEntry(UnknownReason.UnreadableFile, e.Message) { Status = status };
        }
    }

    private static SafeFileHandle? TryOpen(string path, out ModuleEntry? fault)
    {
        fault = null;
        try
        {
            return RegularFile.Open(path);
        }
        catch (KernelException e)
        {
            UnknownReason reason = e.Errno switch
            {
                Errno.EPERM or Errno.EACCES => UnknownReason.NoPermission,
                Errno.ENOENT or Errno.ENOTDIR => UnknownReason.FileGone,
                _ => UnknownReason.UnreadableFile,
            };
            fault = new ModuleEntry(reason, e.Message);
            return null;
        }
    }

    private unsafe ModuleEntry ReadVdso()
    {
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(mapping => mapping.Name == ProcessSymbols.Vdso);
        if (mapping is null)
            return new ModuleEntry(UnknownReason.NoSymbols, "this kernel maps none");
        byte[] image = new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray();
        return new ModuleEntry(NativeModule.Read(ElfFile.Parse(image), ProcessSymbols.Vdso, "", ProcessSymbols.Vdso, options));
    }
}
