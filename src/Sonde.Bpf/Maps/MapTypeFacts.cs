using System.Numerics;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>What is known of each map type: how the kernel spells it, and how it keeps its values.</summary>
internal static class MapTypeFacts
{
    // By number, from 0.
    private static readonly string[] Names =
    [
        "UNSPEC", "HASH", "ARRAY", "PROG_ARRAY", "PERF_EVENT_ARRAY", "PERCPU_HASH", "PERCPU_ARRAY", "STACK_TRACE", "CGROUP_ARRAY",
        "LRU_HASH", "LRU_PERCPU_HASH", "LPM_TRIE", "ARRAY_OF_MAPS", "HASH_OF_MAPS", "DEVMAP", "SOCKMAP", "CPUMAP", "XSKMAP",
        "SOCKHASH", "CGROUP_STORAGE", "REUSEPORT_SOCKARRAY", "PERCPU_CGROUP_STORAGE", "QUEUE", "STACK", "SK_STORAGE",
        "DEVMAP_HASH", "STRUCT_OPS", "RINGBUF", "INODE_STORAGE", "TASK_STORAGE", "BLOOM_FILTER", "USER_RINGBUF", "CGRP_STORAGE",
        "ARENA", "INSN_ARRAY", "RHASH",
    ];

    public static bool IsPerCpu(BpfMapType type) => type is BpfMapType.PerCpuHash or BpfMapType.PerCpuArray
        or BpfMapType.LruPerCpuHash or BpfMapType.AttachedPerCpuCgroupStorage;

    public static bool IsStorage(BpfMapType type) => type is BpfMapType.SocketStorage or BpfMapType.InodeStorage
        or BpfMapType.TaskStorage or BpfMapType.CgroupStorage;

    /// <summary>The kernel's own name, for example <c>BPF_MAP_TYPE_LRU_HASH</c>.</summary>
    public static string KernelName(BpfMapType type)
        => (uint)type < (uint)Names.Length ? $"BPF_MAP_TYPE_{Names[(int)type]}" : $"map type {(int)type}";

    /// <summary>The rule of its type that a definition breaks, as a sentence behind another, or nothing.</summary>
    public static string Rule(BpfMapOptions options) => options.Type switch
    {
        BpfMapType.RingBuffer or BpfMapType.UserRingBuffer when !BitOperations.IsPow2(options.MaxEntries) || options.MaxEntries % (uint)Environment.SystemPageSize != 0
            => " The entries of a ring are its bytes: a power of two, and whole pages.",
        BpfMapType.RingBuffer or BpfMapType.UserRingBuffer when options.KeySize != 0 || options.ValueSize != 0 => " A ring has neither key nor value.",
        BpfMapType.LpmTrie when (options.Flags & BpfMapFlags.NoPreallocation) == 0 => " A trie needs BpfMapFlags.NoPreallocation.",
        BpfMapType.Arena when (options.Flags & BpfMapFlags.Mappable) == 0 => " An arena needs BpfMapFlags.Mappable.",
        BpfMapType.Queue or BpfMapType.Stack or BpfMapType.BloomFilter when options.KeySize != 0 => " It has no key.",
        BpfMapType.Array or BpfMapType.PerCpuArray or BpfMapType.ProgramArray or BpfMapType.PerfEventArray or BpfMapType.CgroupArray or BpfMapType.ArrayOfMaps
            when options.KeySize != 4 => " The key of an array is its index, 4 bytes.",
        _ when options.MaxEntries == 0 && !IsStorage(options.Type) => " It needs at least one entry.",
        _ => "",
    };

    /// <summary>The sentence that says that a kernel is too old for a type, or null when it is not.</summary>
    public static string? WhyTooOld(BpfMapType type, KernelVersion kernel)
        => SupportedSince.Of(type) is not { } since || kernel.IsAtLeast(since.Major, since.Minor)
            ? null
            : $"{KernelName(type)} needs kernel {since}, this is {kernel}.";
}
