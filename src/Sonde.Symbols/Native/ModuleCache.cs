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
    // How many names are given before memory is looked at again.
    private const int NamesBetweenLooks = 256;

    private readonly Dictionary<FileStatus, ModuleEntry> _modules = [];
    private readonly List<WeakReference<ModuleEntry>> _forgotten = [];
    private ModuleEntry? _vdso;
    private long _uses;
    private int _untilLook = NamesBetweenLooks;

    /// <summary>The code that this kernel maps into each process, which is the same for all.</summary>
    public ModuleEntry Vdso
    {
        get
        {
            try
            {
                return _vdso ??= ReadVdso();
            }
            catch (Exception e) when (e is KernelException || FileFault.Is(e))
            {
                // Not kept: that too many files are open, for example, passes.
                return new ModuleEntry(e);
            }
        }
    }

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
        foreach (WeakReference<ModuleEntry> each in _forgotten)
        {
            if (each.TryGetTarget(out ModuleEntry? entry))
                entry.Module?.Dispose();
        }

        _modules.Clear();
        _forgotten.Clear();
    }

    /// <summary>
    /// While all files take more memory than they may, lets go the lines of those not asked for longest, which are read again when they are
    /// asked for; where that is not enough, forgets the files.
    /// </summary>
    public void Trim()
    {
        _untilLook = NamesBetweenLooks;
        _forgotten.RemoveAll(each => !each.TryGetTarget(out _));
        List<ModuleEntry> entries = [.. _modules.Values.Concat(_forgotten.Select(each => each.TryGetTarget(out ModuleEntry? entry) ? entry : null).OfType<ModuleEntry>())];
        entries.RemoveAll(entry => entry.Module is null);
        long bytes = entries.Sum(entry => entry.Module!.Bytes);
        if (bytes <= limit)
            return;
        entries.Sort((a, b) => a.LastUse.CompareTo(b.LastUse));
        // The one in hand would be read again at once.
        entries.RemoveAt(entries.Count - 1);
        foreach (ModuleEntry entry in entries.TakeWhile(_ => bytes > limit))
        {
            bytes -= entry.Module!.Bytes;
            entry.Module.Release();
            bytes += entry.Module.Bytes;
        }

        foreach (ModuleEntry entry in entries.Where(entry => entry.Status is { } status && _modules.ContainsKey(status)).TakeWhile(_ => bytes > limit))
        {
            bytes -= entry.Module!.Bytes;
            Forget(entry);
        }
    }

    private ModuleEntry Get(SafeFileHandle file, string path, string root, string opened)
    {
        FileStatus status = FileStatus.Of(file);
        if (_modules.TryGetValue(status, out ModuleEntry? entry))
        {
            file.Dispose();
            entry.LastUse = ++_uses;
            return entry;
        }

        ForgetBefore(status);
        _modules.Add(status, entry = Read(file, path, root, opened, status));
        entry.LastUse = ++_uses;
        Trim();
        return entry;
    }

    // A file that was written to since: what was read of it is of nobody's use any more, and its lines would be read from what it has now.
    private void ForgetBefore(FileStatus status)
    {
        foreach ((FileStatus before, ModuleEntry entry) in _modules)
        {
            if ((before.DeviceMajor, before.DeviceMinor, before.Inode) != (status.DeviceMajor, status.DeviceMinor, status.Inode))
                continue;
            if (before.Modified != status.Modified || before.Size != status.Size)
                entry.Module?.Dispose();
            Forget(entry);
            return;
        }
    }

    // Processes that use it go on to, and what they read of it counts; its file is closed with the last of them.
    private void Forget(ModuleEntry entry)
    {
        if (entry.Status is { } status)
            _modules.Remove(status);
        _forgotten.Add(new WeakReference<ModuleEntry>(entry));
    }

    private void NoteUse(ModuleEntry entry)
    {
        entry.LastUse = ++_uses;
        if (--_untilLook <= 0)
            Trim();
    }

    private ModuleEntry Read(SafeFileHandle file, string path, string root, string opened, FileStatus status)
    {
        try
        {
            return new ModuleEntry(NativeModule.Read(file, path, root, opened, options)) { Used = NoteUse, Status = status };
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            return new ModuleEntry(e) { Status = status };
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
            fault = new ModuleEntry(e);
            return null;
        }
    }

    private unsafe ModuleEntry ReadVdso()
    {
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(mapping => SpecialMemory.IsVdso(mapping.Name));
        if (mapping is null)
            return new ModuleEntry(UnknownReason.NoSymbols, "this kernel maps none");
        byte[] image = new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray();
        return new ModuleEntry(NativeModule.Read(ElfFile.Parse(image), SpecialMemory.Vdso, "", SpecialMemory.Vdso, options));
    }
}
