using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Memory that programs and this process share, with pointers between its parts: <c>BPF_MAP_TYPE_ARENA</c>, kernel 6.9.</summary>
/// <remarks>
/// <see cref="BpfMap.MaxEntries"/> is its size in pages, <see cref="BpfMap.Extra"/> the address that it has in user space, or 0 for any;
/// it needs <see cref="BpfMapFlags.Mappable"/>. A map of an object needs a loaded object.
/// </remarks>
public sealed class BpfArena : ITypedMap
{
    internal BpfArena(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Maps the arena, at its address. It has the same address in every process; a process maps it once.</summary>
    /// <exception cref="BpfException">The address is taken, the arena is mapped already, or the kernel refused.</exception>
    public BpfArenaView MapMemory()
    {
        BpfMapInfo info = Map.GetInfo();
        nuint length = (nuint)info.MaxEntries * (nuint)Environment.SystemPageSize;
        try
        {
            return new BpfArenaView(MappedRegion.MapAt((nuint)info.Extra, Map.Fd, 0, length, writable: true, $"map {Map.Name}"));
        }
        catch (KernelException e) when (e is not BpfException)
        {
            string? remedy = e.Errno is Errno.EEXIST or Errno.EBUSY or Errno.EINVAL
                ? $"Its address {(info.Extra == 0 ? "" : $"0x{info.Extra:x} ")}is taken here: an arena is mapped once in a process, and at one address everywhere."
                : null;
            throw BpfErrors.Failed("map memory of", $"map {Map.Name}", e.Errno, KernelFeatures.None, remedy);
        }
    }
}
