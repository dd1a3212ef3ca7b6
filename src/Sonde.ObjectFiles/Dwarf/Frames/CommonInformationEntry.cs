namespace Sonde.ObjectFiles;

/// <summary>What the entries of many functions share: a common information entry (CIE), its instructions carried out.</summary>
internal sealed class CommonInformationEntry
{
    public required ulong CodeAlignment { get; init; }

    public required long DataAlignment { get; init; }

    public required byte ReturnRegister { get; init; }

    public required byte PointerEncoding { get; init; }

    public required bool HasAugmentationData { get; init; }

    public required bool IsSignal { get; init; }

    /// <summary>The rules at the start of each function.</summary>
    public FrameState Initial { get; set; }
}
