namespace Sonde.Bpf.Build.Describing;

/// <summary>The kernel's names of map types, BPF_MAP_TYPE_ left out, in the order of their numbers.</summary>
internal static class MapTypeNames
{
    public const uint StructOps = 26;

    private static readonly string[] Names =
    [
        "unspec", "hash", "array", "prog_array", "perf_event_array", "percpu_hash", "percpu_array", "stack_trace", "cgroup_array",
        "lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps", "hash_of_maps", "devmap", "sockmap", "cpumap", "xskmap", "sockhash",
        "cgroup_storage", "reuseport_sockarray", "percpu_cgroup_storage", "queue", "stack", "sk_storage", "devmap_hash", "struct_ops",
        "ringbuf", "inode_storage", "task_storage", "bloom_filter", "user_ringbuf", "cgrp_storage", "arena", "insn_array",
    ];

    /// <summary>The name, or "unknown" for a type newer than this list.</summary>
    public static string Of(uint type) => type < (uint)Names.Length ? Names[type] : "unknown";
}
