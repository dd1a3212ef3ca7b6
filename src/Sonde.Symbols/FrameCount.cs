namespace Sonde.Symbols;

/// <summary>How many frames all processes of a symbolizer remember.</summary>
internal sealed class FrameCount
{
    public long Frames { get; set; }
}
