namespace Sonde.Generators.Skeletons;

/// <summary>The kernel's numbers of the map types that are asked for by number: BPF_MAP_TYPE_ARRAY and so on.</summary>
internal static class MapTypes
{
    public const int Array = 2;
    public const int PerCpuArray = 6;
    public const int StructOps = 26;
    public const int RingBuffer = 27;
    public const int UserRingBuffer = 31;
}
