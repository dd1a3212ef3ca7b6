namespace Sonde.Bpf;

/// <summary>How a value is read.</summary>
[Flags]
public enum BpfLookup
{
    /// <summary>Plainly: a program may write to the value while it is copied.</summary>
    None = 0,

    /// <summary>
    /// BPF_F_LOCK: take the <c>bpf_spin_lock</c> of the value while it is copied, which fails with EINVAL where it has none.
    /// </summary>
    Locked = 4,
}
