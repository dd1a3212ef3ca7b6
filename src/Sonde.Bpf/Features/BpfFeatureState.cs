namespace Sonde.Bpf;

/// <summary>Whether the kernel has a feature.</summary>
public enum BpfFeatureState
{
    /// <summary>It could not be found out; the evidence says why.</summary>
    Unknown,

    /// <summary>The kernel does not have it.</summary>
    No,

    /// <summary>The kernel has it.</summary>
    Yes,
}
