namespace Sonde.Bpf;

/// <summary>Where a struct_ops map stands (<c>enum bpf_struct_ops_state</c>).</summary>
public enum BpfStructOpsState
{
    /// <summary>It has no functions yet.</summary>
    Initial = 0,

    /// <summary>The kernel uses it.</summary>
    InUse = 1,

    /// <summary>It was taken back, and goes when its last user goes.</summary>
    ToFree = 2,

    /// <summary>It waits for a link (<see cref="BpfMapFlags.Link"/>, 6.4).</summary>
    Ready = 3,
}
