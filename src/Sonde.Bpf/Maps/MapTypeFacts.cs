using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>What is known of each map type: how the kernel spells it, and which kernel brought it.</summary>
internal static class MapTypeFacts
{
    // By number, from 0. Kernels before 5.10 are not supported, so that "5.10" stands for anything older.
    private static readonly (string Name, int Major, int Minor)[] Types =
    [
        ("UNSPEC", 5, 10), ("HASH", 5, 10), ("ARRAY", 5, 10), ("PROG_ARRAY", 5, 10), ("PERF_EVENT_ARRAY", 5, 10),
        ("PERCPU_HASH", 5, 10), ("PERCPU_ARRAY", 5, 10), ("STACK_TRACE", 5, 10), ("CGROUP_ARRAY", 5, 10), ("LRU_HASH", 5, 10),
        ("LRU_PERCPU_HASH", 5, 10), ("LPM_TRIE", 5, 10), ("ARRAY_OF_MAPS", 5, 10), ("HASH_OF_MAPS", 5, 10), ("DEVMAP", 5, 10),
        ("SOCKMAP", 5, 10), ("CPUMAP", 5, 10), ("XSKMAP", 5, 10), ("SOCKHASH", 5, 10), ("CGROUP_STORAGE", 5, 10),
        ("REUSEPORT_SOCKARRAY", 5, 10), ("PERCPU_CGROUP_STORAGE", 5, 10), ("QUEUE", 5, 10), ("STACK", 5, 10), ("SK_STORAGE", 5, 10),
        ("DEVMAP_HASH", 5, 10), ("STRUCT_OPS", 5, 10), ("RINGBUF", 5, 10), ("INODE_STORAGE", 5, 10), ("TASK_STORAGE", 5, 11),
        ("BLOOM_FILTER", 5, 16), ("USER_RINGBUF", 6, 1), ("CGRP_STORAGE", 6, 2), ("ARENA", 6, 9), ("INSN_ARRAY", 6, 19),
    ];

    public static bool IsPerCpu(BpfMapType type) => type is BpfMapType.PerCpuHash or BpfMapType.PerCpuArray
        or BpfMapType.LruPerCpuHash or BpfMapType.AttachedPerCpuCgroupStorage;

    public static bool IsStorage(BpfMapType type) => type is BpfMapType.SocketStorage or BpfMapType.InodeStorage
        or BpfMapType.TaskStorage or BpfMapType.CgroupStorage;

    /// <summary>The kernel's own name, for example <c>BPF_MAP_TYPE_LRU_HASH</c>.</summary>
    public static string KernelName(BpfMapType type)
        => (uint)type < (uint)Types.Length ? $"BPF_MAP_TYPE_{Types[(int)type].Name}" : $"map type {(int)type}";

    /// <summary>The sentence that says that a kernel is too old for a type, or null when it is not.</summary>
    public static string? WhyTooOld(BpfMapType type, KernelVersion kernel)
    {
        if ((uint)type >= (uint)Types.Length)
            return null;
        (_, int major, int minor) = Types[(int)type];
        return kernel.IsAtLeast(major, minor) ? null : $"{KernelName(type)} needs kernel {major}.{minor}, this is {kernel}.";
    }
}
