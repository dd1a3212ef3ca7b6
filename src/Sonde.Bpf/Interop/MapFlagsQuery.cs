namespace Sonde.Bpf;

/// <summary>Asks the kernel for the flags that a map was made with.</summary>
internal static class MapFlagsQuery
{
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static uint Read(BpfMap map)
    {
        MapInfoData info = default;
        KernelObjects.Read(map.Fd, ref info, $"map {map.Name}");
        return info.Flags;
    }
}
