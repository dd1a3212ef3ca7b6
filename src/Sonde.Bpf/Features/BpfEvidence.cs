namespace Sonde.Bpf;

/// <summary>How an answer about a feature was found.</summary>
public enum BpfEvidence
{
    /// <summary>Nothing could be found out.</summary>
    None,

    /// <summary>The types of the running kernel (its BTF) list it or not.</summary>
    KernelTypes,

    /// <summary>One was made, loaded or attached for a moment, or the kernel refused that.</summary>
    Probe,

    /// <summary>The configuration that the kernel was built with.</summary>
    Configuration,
}
