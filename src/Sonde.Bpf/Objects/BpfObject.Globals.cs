using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfObject
{
    private readonly BpfObjectFile _file;

    /// <summary>The global data of a section, in place.</summary>
    /// <remarks>
    /// Before <see cref="Load"/> it is the initial data. Afterwards <c>.data</c> and <c>.bss</c> are memory shared with the
    /// programs, and <c>.rodata</c> cannot be had any more. The reference must not be used after the object is disposed, and does not
    /// keep it: hold the object in a variable with <c>using</c>.
    /// </remarks>
    /// <typeparam name="T">The layout of the whole section; its size must be the section's.</typeparam>
    /// <param name="section">The name of the section: <c>.rodata</c>, <c>.data</c>, <c>.bss</c>, <c>.data.counters</c> …</param>
    /// <exception cref="ArgumentException">There is no such section, or its size is another.</exception>
    /// <exception cref="InvalidOperationException"><c>.rodata</c> after loading: the kernel has frozen it.</exception>
    public ref T GetGlobals<T>(string section)
        where T : unmanaged
    {
        RequireWritable(section);
        return ref *(T*)FindGlobals(section, (ulong)sizeof(T), typeof(T).Name);
    }

    /// <summary>
    /// The global data of a section to read, in place: also that of <c>.rodata</c> after <see cref="Load"/>, and from then on
    /// <c>.kconfig</c>, what the program asked of the kernel's configuration.
    /// </summary>
    /// <remarks>The reference must not be used after the object is disposed, and does not
    /// keep it: hold the object in a variable with <c>using</c>.</remarks>
    /// <typeparam name="T">The layout of the whole section; its size must be the section's.</typeparam>
    /// <param name="section">The name of the section.</param>
    /// <exception cref="ArgumentException">There is no such section, or its size is another.</exception>
    /// <exception cref="InvalidOperationException"><c>.kconfig</c> before loading, which fills it.</exception>
    public ref readonly T ReadGlobals<T>(string section)
        where T : unmanaged
        => ref *(T*)FindGlobals(section, (ulong)sizeof(T), typeof(T).Name);

    /// <summary>A global variable, in place, by its name in C. <see cref="BpfAtomic"/> reads and writes it whole while programs run.</summary>
    /// <remarks>
    /// Before <see cref="Load"/> it has its initial value. Afterwards a variable of <c>.data</c> and <c>.bss</c> is shared with the
    /// programs, and one of <c>.rodata</c> cannot be had any more. The reference must not be used after the object is disposed, and does not
    /// keep it: hold the object in a variable with <c>using</c>.
    /// </remarks>
    /// <typeparam name="T">The layout; its size must be the variable's.</typeparam>
    /// <param name="name">The name; that of a static variable in a function is <c>function.variable</c>.</param>
    /// <exception cref="ArgumentException">There is no such variable, or its size is another.</exception>
    /// <exception cref="InvalidOperationException">A variable of <c>.rodata</c> after loading: the kernel has frozen it.</exception>
    public ref T GetVariable<T>(string name)
        where T : unmanaged
    {
        (string section, _) = FindVariable(name, (ulong)sizeof(T), typeof(T).Name);
        RequireWritable(section);
        return ref Unsafe.AsRef(in ReadVariable<T>(name));
    }

    /// <summary>A global variable to read, in place: also one of <c>.rodata</c> after <see cref="Load"/>.</summary>
    /// <remarks>The reference must not be used after the object is disposed, and does not
    /// keep it: hold the object in a variable with <c>using</c>.</remarks>
    /// <typeparam name="T">The layout; its size must be the variable's.</typeparam>
    /// <param name="name">The name; that of a static variable in a function is <c>function.variable</c>.</param>
    /// <exception cref="ArgumentException">There is no such variable, or its size is another.</exception>
    public ref readonly T ReadVariable<T>(string name)
        where T : unmanaged
    {
        (string section, ulong offset) = FindVariable(name, (ulong)sizeof(T), typeof(T).Name);
        return ref *(T*)((byte*)FindGlobals(section, null, typeof(T).Name, offset + (ulong)sizeof(T)) + offset);
    }

    private void RequireWritable(string section)
    {
        ArgumentException.ThrowIfNullOrEmpty(section);
        ThrowIfDisposed();
        nint map = Libbpf.ObjectFindMap(_handle, section);
        if (map != 0 && (Libbpf.MapFlags(map) & ReadOnlyForPrograms) != 0)
            RequireOpen($"{section} of {Name}");
    }

    private void* FindGlobals(string section, ulong? exactly, string type, ulong atLeast = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(section);
        ThrowIfDisposed();
        if (section == KernelConfiguration)
            RequireLoaded($"{section} of {Name}");
        nint map = Libbpf.ObjectFindMap(_handle, section);
        bool isConstant = section.StartsWith(".rodata", StringComparison.Ordinal);
        if (map != 0 && IsLoaded && !isConstant && !IsMappable(map))
            throw new InvalidOperationException($"{section} of {Name} has static variables only, which cannot be seen after Load(): make one of them global.");
        nuint size = 0;
        void* data = map == 0 ? null : Libbpf.MapInitialValue(map, &size);
        if (data is null)
            throw new ArgumentException($"{Name} has no global data in {section}.", nameof(section));
        if (exactly is { } expected && size != expected)
            throw new ArgumentException($"{section} of {Name} has {size} bytes, {type} has {expected}.", nameof(section));
        if (size < atLeast)
            throw new ArgumentException($"{section} of {Name} has {size} bytes, too few for its variables.", nameof(section));
        return data;
    }

    private (string Section, ulong Offset) FindVariable(string name, ulong size, string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ThrowIfDisposed();
        foreach (BpfDataSection section in _file.KernelConfiguration is { } kconfig ? _file.DataSections.Append(kconfig) : _file.DataSections)
        {
            foreach (BpfVariable variable in section.Variables)
            {
                if (variable.Name != name)
                    continue;
                return variable.Size == size
                    ? (section.Name, variable.Offset)
                    : throw new ArgumentException($"Variable {name} of {Name} has {variable.Size} bytes, {type} has {size}.", nameof(name));
            }
        }

        string known = string.Join(", ", _file.DataSections.SelectMany(s => s.Variables).Select(v => v.Name).Take(20));
        throw new ArgumentException($"{Name} has no global variable {name}; it has: {known}.", nameof(name));
    }

    private const string KernelConfiguration = ".kconfig";
    private const uint ReadOnlyForPrograms = 1u << 7; // BPF_F_RDONLY_PROG
    private const uint Mappable = 1u << 10; // BPF_F_MMAPABLE

    // libbpf asks for mappable memory only for a section that has a variable which is not static.
    private static bool IsMappable(nint map) => (Libbpf.MapFlags(map) & Mappable) != 0;

    // Older libbpf leaves its copy of the initial data in place and maps the live data only for its own skeletons. The same
    // address is kept, so that references taken before loading stay good. Doing it again over a newer libbpf's changes nothing.
    private void MapGlobals()
    {
        for (nint map = Libbpf.ObjectNextMap(_handle, 0); map != 0; map = Libbpf.ObjectNextMap(_handle, map))
        {
            nuint size = 0;
            void* data = Libbpf.MapInitialValue(map, &size);
            if (data is null || Libbpf.MapType(map) != BpfMapType.Array || !IsMappable(map))
                continue;
            nuint page = (nuint)Environment.SystemPageSize;
            nuint length = (size + page - 1) / page * page;
            bool writable = (Libbpf.MapFlags(map) & ReadOnlyForPrograms) == 0;
            int error = Libc.MapOver(data, length, writable, Libbpf.MapFd(map));
            if (error != 0)
            {
                throw BpfErrors.Failed(
                    "map global data of", $"{Name}, {Marshal.PtrToStringUTF8((nint)Libbpf.MapName(map))}", (Errno)error, KernelFeatures.None);
            }
        }
    }
}
