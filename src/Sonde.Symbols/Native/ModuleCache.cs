using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The files that were read, each once for all processes that map it, as long as it does not change.</summary>
/// <param name="debugFiles">Where debug files are.</param>
/// <param name="limit">How many bytes of memory the files may take together; those not asked for longest are forgotten.</param>
internal sealed class ModuleCache(DebugFiles debugFiles, long limit)
{
    private readonly Dictionary<FileStatus, ModuleEntry> _modules = [];
    private ModuleEntry? _vdso;
    private long _bytes;
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
            return Get(mapped, mapping.Name, $"{process}/root");
        if (mapping.IsDeleted)
            return new ModuleEntry(UnknownReason.FileGone, "the file was deleted or replaced after it was mapped; with CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE it can be read all the same");
        if (TryOpen($"{process}/root{mapping.Name}", out ModuleEntry? fault) is not { } file)
            return fault!;
        if (FileStatus.Of(file).Inode == mapping.Inode)
            return Get(file, mapping.Name, $"{process}/root");
        file.Dispose();
        return new ModuleEntry(UnknownReason.FileGone, "another file has its path now");
    }

    /// <summary>The file at a path of this process.</summary>
    public ModuleEntry Get(string path) => TryOpen(path, out ModuleEntry? fault) is { } file ? Get(file, path, "") : fault!;

    /// <summary>The file of a build: at its path, or where debug files are kept.</summary>
    /// <param name="path">Where it was.</param>
    /// <param name="buildId">Its build id, lower-case hexadecimal; null for whatever is at the path.</param>
    public ModuleEntry Get(string path, string? buildId)
    {
        ModuleEntry atPath = Get(path);
        if (buildId is null || atPath.Module?.BuildId == buildId)
            return atPath;
        return debugFiles.FindBuild(buildId) is { } found
            ? Get(found)
            : new ModuleEntry(UnknownReason.FileGone, $"neither {path} nor the folders of debug files have build {buildId}");
    }

    private ModuleEntry Get(SafeFileHandle file, string path, string root)
    {
        using (file)
        {
            FileStatus status = FileStatus.Of(file);
            if (!_modules.TryGetValue(status, out ModuleEntry? entry))
            {
                _modules.Add(status, entry = Read(file, path, root));
                _bytes += entry.Module?.Bytes ?? 0;
                Trim(entry);
            }

            entry.LastUse = ++_uses;
            return entry;
        }
    }

    private ModuleEntry Read(SafeFileHandle file, string path, string root)
    {
        try
        {
            byte[] image = new byte[RandomAccess.GetLength(file)];
            int read = RandomAccess.Read(file, image, 0);
            return new ModuleEntry(NativeModule.Read(ElfFile.Parse(image.AsMemory(0, read)), path, root, debugFiles));
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return new ModuleEntry(UnknownReason.UnreadableFile, e.Message);
        }
    }

    private static SafeFileHandle? TryOpen(string path, out ModuleEntry? fault)
    {
        fault = null;
        try
        {
            return File.OpenHandle(path);
        }
        catch (UnauthorizedAccessException e)
        {
            fault = new ModuleEntry(UnknownReason.NoPermission, e.Message);
        }
        catch (IOException e)
        {
            fault = new ModuleEntry(e is FileNotFoundException or DirectoryNotFoundException ? UnknownReason.FileGone : UnknownReason.UnreadableFile, e.Message);
        }

        return null;
    }

    // Processes that use a forgotten file go on to hold it until they are forgotten, too; new ones read it again.
    private void Trim(ModuleEntry newest)
    {
        while (_bytes > limit)
        {
            KeyValuePair<FileStatus, ModuleEntry> oldest = _modules.Where(pair => pair.Value != newest && pair.Value.Module is not null).MinBy(pair => pair.Value.LastUse);
            if (oldest.Value is null)
                return;
            _modules.Remove(oldest.Key);
            _bytes -= oldest.Value.Module!.Bytes;
        }
    }

    private unsafe ModuleEntry ReadVdso()
    {
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(mapping => mapping.Name == ProcessSymbols.Vdso);
        if (mapping is null)
            return new ModuleEntry(UnknownReason.NoSymbols, "this kernel maps none");
        byte[] image = new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray();
        return new ModuleEntry(NativeModule.Read(ElfFile.Parse(image), ProcessSymbols.Vdso, "", debugFiles));
    }
}
