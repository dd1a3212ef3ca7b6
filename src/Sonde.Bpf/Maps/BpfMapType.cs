namespace Sonde.Bpf;

/// <summary>The type of a BPF map (<c>enum bpf_map_type</c>). Numbers that are not listed are still valid values.</summary>
public enum BpfMapType
{
    /// <summary>No type.</summary>
    Unspecified = 0,

    /// <summary>BPF_MAP_TYPE_HASH, since 3.19.</summary>
    Hash = 1,

    /// <summary>BPF_MAP_TYPE_ARRAY, since 3.19.</summary>
    Array = 2,

    /// <summary>BPF_MAP_TYPE_PROG_ARRAY, since 4.2: programs for tail calls.</summary>
    ProgramArray = 3,

    /// <summary>BPF_MAP_TYPE_PERF_EVENT_ARRAY, since 4.3.</summary>
    PerfEventArray = 4,

    /// <summary>BPF_MAP_TYPE_PERCPU_HASH, since 4.6.</summary>
    PerCpuHash = 5,

    /// <summary>BPF_MAP_TYPE_PERCPU_ARRAY, since 4.6.</summary>
    PerCpuArray = 6,

    /// <summary>BPF_MAP_TYPE_STACK_TRACE, since 4.6.</summary>
    StackTrace = 7,

    /// <summary>BPF_MAP_TYPE_CGROUP_ARRAY, since 4.8: cgroups to test against.</summary>
    CgroupArray = 8,

    /// <summary>BPF_MAP_TYPE_LRU_HASH, since 4.10.</summary>
    LruHash = 9,

    /// <summary>BPF_MAP_TYPE_LRU_PERCPU_HASH, since 4.10.</summary>
    LruPerCpuHash = 10,

    /// <summary>BPF_MAP_TYPE_LPM_TRIE, since 4.11: longest prefix match.</summary>
    LpmTrie = 11,

    /// <summary>BPF_MAP_TYPE_ARRAY_OF_MAPS, since 4.12.</summary>
    ArrayOfMaps = 12,

    /// <summary>BPF_MAP_TYPE_HASH_OF_MAPS, since 4.12.</summary>
    HashOfMaps = 13,

    /// <summary>BPF_MAP_TYPE_DEVMAP, since 4.14: network devices by index.</summary>
    DeviceMap = 14,

    /// <summary>BPF_MAP_TYPE_SOCKMAP, since 4.14: sockets by index.</summary>
    SocketMap = 15,

    /// <summary>BPF_MAP_TYPE_CPUMAP, since 4.15.</summary>
    CpuMap = 16,

    /// <summary>BPF_MAP_TYPE_XSKMAP, since 4.18: AF_XDP sockets.</summary>
    XskMap = 17,

    /// <summary>BPF_MAP_TYPE_SOCKHASH, since 4.18: sockets by key.</summary>
    SocketHash = 18,

    /// <summary>BPF_MAP_TYPE_CGROUP_STORAGE, since 4.19: the older storage of a cgroup, bound to an attached program.</summary>
    CgroupStorageDeprecated = 19,

    /// <summary>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, since 4.19.</summary>
    ReusePortSocketArray = 20,

    /// <summary>BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, since 4.20: the older storage of a cgroup, with a value for each CPU.</summary>
    PerCpuCgroupStorageDeprecated = 21,

    /// <summary>BPF_MAP_TYPE_QUEUE, since 4.20: first in, first out.</summary>
    Queue = 22,

    /// <summary>BPF_MAP_TYPE_STACK, since 4.20: last in, first out.</summary>
    Stack = 23,

    /// <summary>BPF_MAP_TYPE_SK_STORAGE, since 5.2: a value for each socket.</summary>
    SocketStorage = 24,

    /// <summary>BPF_MAP_TYPE_DEVMAP_HASH, since 5.4: network devices by key.</summary>
    DeviceHash = 25,

    /// <summary>BPF_MAP_TYPE_STRUCT_OPS, since 5.6: a table of functions of the kernel.</summary>
    StructOps = 26,

    /// <summary>BPF_MAP_TYPE_RINGBUF, since 5.8.</summary>
    RingBuffer = 27,

    /// <summary>BPF_MAP_TYPE_INODE_STORAGE, since 5.10: a value for each inode; its programs need CONFIG_BPF_LSM.</summary>
    InodeStorage = 28,

    /// <summary>BPF_MAP_TYPE_TASK_STORAGE, since 5.11: a value for each task.</summary>
    TaskStorage = 29,

    /// <summary>BPF_MAP_TYPE_BLOOM_FILTER, since 5.16.</summary>
    BloomFilter = 30,

    /// <summary>BPF_MAP_TYPE_USER_RINGBUF, since 6.1: a ring that user space writes.</summary>
    UserRingBuffer = 31,

    /// <summary>BPF_MAP_TYPE_CGRP_STORAGE, since 6.2: a value for each cgroup.</summary>
    CgroupStorage = 32,

    /// <summary>BPF_MAP_TYPE_ARENA, since 6.9: memory shared between programs and user space.</summary>
    Arena = 33,

    /// <summary>BPF_MAP_TYPE_INSN_ARRAY, since 6.19: instructions as jump targets.</summary>
    InstructionArray = 34,

    /// <summary>BPF_MAP_TYPE_RHASH, since 7.2: a hash table that grows.</summary>
    ResizableHash = 35,
}
