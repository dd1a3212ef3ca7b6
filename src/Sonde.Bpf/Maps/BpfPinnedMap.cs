namespace Sonde.Bpf;

/// <summary>A map that is pinned.</summary>
/// <param name="Path">Where.</param>
/// <param name="Info">What the kernel says of it.</param>
public sealed record BpfPinnedMap(string Path, BpfMapInfo Info);
