namespace Sonde.Bpf;

/// <summary>What an update may do.</summary>
public enum BpfUpdate
{
    /// <summary>BPF_ANY: create the entry or replace its value.</summary>
    Any = 0,

    /// <summary>BPF_NOEXIST: only create; an existing key fails with EEXIST.</summary>
    Create = 1,

    /// <summary>BPF_EXIST: only replace; a missing key fails with ENOENT.</summary>
    Replace = 2,
}
