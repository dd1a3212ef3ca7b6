using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The files that code is mapped from, each read once for all address spaces, when a walk first comes upon it.</summary>
/// <remarks>
/// A file is known by its device, number, size and time, whatever paths lead to it. Safe from any thread. It keeps files open until it is
/// disposed; no walk may go on then.
/// </remarks>
public sealed class UnwindModules : IDisposable
{
    private static readonly UnwindModule Nothing = UnwindModule.FromBytes(default);

    private readonly Func<string, string>? _locate;
    private readonly Dictionary<FileStatus, UnwindModule> _modules = [];
    private readonly Dictionary<(string Name, MappedFile File, int Pid), UnwindModule> _byMapping = [];

    /// <summary>Creates an empty store.</summary>
    /// <param name="locate">
    /// Says where a file of a mapping is found. Without, it is at the path that the mapping names, as its process sees it if that is known, and
    /// only if it has the number that the mapping says.
    /// </param>
    public UnwindModules(Func<string, string>? locate = null) => _locate = locate;

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_modules)
        {
            foreach (UnwindModule module in _modules.Values)
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
        lock (_modules)
        {
            if (!_byMapping.TryGetValue((name, file, pid), out UnwindModule? module))
            {
                module = name == AddressSpace.Vdso ? ReadVdso() : Places(name, pid, range).Select(place => TryRead(place, file)).OfType<UnwindModule>().FirstOrDefault();
                _byMapping.Add((name, file, pid), module ??= Nothing);
            }

            return module;
        }
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
            if (!_modules.TryGetValue(status, out UnwindModule? module))
            {
                _modules.Add(status, module = UnwindModule.Read(handle));
                handle = null;
            }

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
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(mapping => mapping.Name == AddressSpace.Vdso);
        return UnwindModule.FromBytes(
            mapping is null ? default : new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray());
    }
}
