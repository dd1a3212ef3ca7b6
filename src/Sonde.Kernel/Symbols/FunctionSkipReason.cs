namespace Sonde.Kernel;

/// <summary>Why a function of the kernel that a pattern matches cannot be traced.</summary>
public enum FunctionSkipReason
{
    /// <summary>The function tracer does not list it: it is marked <c>notrace</c>, or is no function that is called.</summary>
    NotTraceable,

    /// <summary>The kernel forbids probes on it: the probe itself would call it.</summary>
    Blacklisted,

    /// <summary>Several functions have the name, and a probe by name would be refused or hit one of them.</summary>
    Ambiguous,

    /// <summary>The kernel's types do not have it, which <c>fentry</c> and <c>fexit</c> need.</summary>
    NotInTypes,
}
