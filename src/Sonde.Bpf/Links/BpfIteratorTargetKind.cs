namespace Sonde.Bpf;

/// <summary>What a <see cref="BpfIteratorTarget"/> names.</summary>
internal enum BpfIteratorTargetKind
{
    Map,
    Cgroup,
    Task,
}
