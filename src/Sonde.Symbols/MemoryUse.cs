namespace Sonde.Symbols;

/// <summary>About how many bytes of memory all processes of a symbolizer take.</summary>
internal sealed class MemoryUse
{
    /// <summary>What a frame takes with its name and its place in the table.</summary>
    public const int FrameBytes = 400;

    /// <summary>What a mapping takes with its path.</summary>
    public const int MappingBytes = 250;

    public long Bytes { get; set; }
}
