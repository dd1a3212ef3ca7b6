using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfObject
{
    /// <summary>The global data of a section, in place.</summary>
    /// <remarks>
    /// Before <see cref="Load"/> it is the initial data. Afterwards <c>.data</c> and <c>.bss</c> are memory shared with the
    /// programs, and <c>.rodata</c> cannot be had any more. The reference must not be used after the object is disposed.
    /// </remarks>
    /// <typeparam name="T">The layout of the whole section; its size must be the section's.</typeparam>
    /// <param name="section">The name of the section: <c>.rodata</c>, <c>.data</c>, <c>.bss</c>, <c>.data.counters</c> …</param>
    /// <exception cref="ArgumentException">There is no such section, or its size is another.</exception>
    /// <exception cref="InvalidOperationException"><c>.rodata</c> after loading: the kernel has frozen it.</exception>
    public ref T GetGlobals<T>(string section)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(section);
        ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
        if (section.StartsWith(".rodata", StringComparison.Ordinal))
            RequireOpen($"{section} of {Name}");

        nint map = Libbpf.ObjectFindMap(_handle, section);
        if (map != 0 && IsLoaded && !IsMappable(map))
            throw new InvalidOperationException($"{section} of {Name} has static variables only, which cannot be seen after Load(): make one of them global.");
        nuint size = 0;
        void* data = map == 0 ? null : Libbpf.MapInitialValue(map, &size);
        if (data is null)
            throw new ArgumentException($"{Name} has no global data in {section}.", nameof(section));
        if (size != (nuint)sizeof(T))
            throw new ArgumentException($"{section} of {Name} has {size} bytes, {typeof(T).Name} has {sizeof(T)}.", nameof(section));
        return ref Unsafe.AsRef<T>(data);
    }

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
