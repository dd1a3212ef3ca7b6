namespace Sonde.Bpf;

/// <summary>Which cgroups an iterator walks (<c>enum bpf_cgroup_iter_order</c>).</summary>
public enum BpfCgroupOrder
{
    /// <summary>BPF_CGROUP_ITER_SELF_ONLY.</summary>
    SelfOnly = 1,

    /// <summary>BPF_CGROUP_ITER_DESCENDANTS_PRE: itself, then what is below it.</summary>
    DescendantsAfter = 2,

    /// <summary>BPF_CGROUP_ITER_DESCENDANTS_POST: what is below it, then itself.</summary>
    DescendantsBefore = 3,

    /// <summary>BPF_CGROUP_ITER_ANCESTORS_UP: itself, then its parents.</summary>
    Ancestors = 4,
}
