using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The modules that were read, each once for all processes that map it.</summary>
internal sealed class ModuleCache
{
    private readonly Dictionary<(uint Major, uint Minor, ulong Inode, string Name), NativeModule> _modules = [];
    private NativeModule? _vdso;

    /// <summary>The code that this kernel maps into each process, which is the same for all.</summary>
    public NativeModule Vdso => _vdso ??= ReadVdso();

    /// <summary>The module of a mapping of a file.</summary>
    public NativeModule Get(int pid, ProcessMapping mapping)
    {
        var key = (mapping.DeviceMajor, mapping.DeviceMinor, mapping.Inode, mapping.Name);
        if (!_modules.TryGetValue(key, out NativeModule? module))
            _modules.Add(key, module = Read(pid, mapping));
        return module;
    }

    // The kernel's own link leads to the very file that is mapped, deleted or not, and takes CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN.
    private static NativeModule Read(int pid, ProcessMapping mapping)
    {
        string mapped = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/map_files/{mapping.Start:x}-{mapping.End:x}");
        if (CanRead(mapped))
            return NativeModule.Read(mapped);
        return mapping.IsDeleted
            ? NativeModule.Gone()
            : NativeModule.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root{mapping.Name}"));
    }

    private static bool CanRead(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static unsafe NativeModule ReadVdso()
    {
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(mapping => mapping.Name == "[vdso]");
        if (mapping is null)
            return NativeModule.FromBytes(default);
        return NativeModule.FromBytes(new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray());
    }
}
