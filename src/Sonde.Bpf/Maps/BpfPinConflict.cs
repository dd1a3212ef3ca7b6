namespace Sonde.Bpf;

/// <summary>What to do when a pinned map is not what it is expected to be.</summary>
public enum BpfPinConflict
{
    /// <summary>Throw a <see cref="BpfMapMismatchException"/> that names each difference.</summary>
    Throw,

    /// <summary>Put a new map in its place. Those who hold the old one keep it.</summary>
    Replace,
}
