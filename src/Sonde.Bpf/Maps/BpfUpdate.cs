namespace Sonde.Bpf;

/// <summary>What an update may do.</summary>
[Flags]
public enum BpfUpdate
{
    /// <summary>BPF_ANY: create the entry or replace its value.</summary>
    Any = 0,

    /// <summary>BPF_NOEXIST: only create; an existing key fails with EEXIST.</summary>
    Create = 1,

    /// <summary>BPF_EXIST: only replace; a missing key fails with ENOENT.</summary>
    Replace = 2,

    /// <summary>
    /// BPF_F_LOCK: take the <c>bpf_spin_lock</c> of the value while it is written, which fails with EINVAL where it has none.
    /// </summary>
    Locked = 4,
}
