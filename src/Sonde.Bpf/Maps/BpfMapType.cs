namespace Sonde.Bpf;

/// <summary>The type of a BPF map (<c>enum bpf_map_type</c>). Numbers that are not listed are still valid values.</summary>
public enum BpfMapType
{
    /// <summary>No type.</summary>
    Unspecified = 0,

    /// <summary>BPF_MAP_TYPE_HASH, since 3.19: <see cref="BpfMap.AsHashMap"/>.</summary>
    Hash = 1,

    /// <summary>BPF_MAP_TYPE_ARRAY, since 3.19: <see cref="BpfMap.AsArray"/>.</summary>
    Array = 2,

    /// <summary>BPF_MAP_TYPE_PROG_ARRAY, since 4.2: <see cref="BpfMap.AsProgramArray"/>.</summary>
    ProgramArray = 3,

    /// <summary>BPF_MAP_TYPE_PERF_EVENT_ARRAY, since 4.3.</summary>
    PerfEventArray = 4,

    /// <summary>BPF_MAP_TYPE_PERCPU_HASH, since 4.6: <see cref="BpfMap.AsPerCpuHashMap"/>.</summary>
    PerCpuHash = 5,

    /// <summary>BPF_MAP_TYPE_PERCPU_ARRAY, since 4.6: <see cref="BpfMap.AsPerCpuArray"/>.</summary>
    PerCpuArray = 6,

    /// <summary>BPF_MAP_TYPE_STACK_TRACE, since 4.6: <see cref="BpfMap.AsStackTraces"/>.</summary>
    StackTrace = 7,

    /// <summary>BPF_MAP_TYPE_CGROUP_ARRAY, since 4.8: <see cref="BpfMap.AsCgroupArray"/>.</summary>
    CgroupArray = 8,

    /// <summary>BPF_MAP_TYPE_LRU_HASH, since 4.10: <see cref="BpfMap.AsHashMap"/>.</summary>
    LruHash = 9,

    /// <summary>BPF_MAP_TYPE_LRU_PERCPU_HASH, since 4.10: <see cref="BpfMap.AsPerCpuHashMap"/>.</summary>
    LruPerCpuHash = 10,

    /// <summary>BPF_MAP_TYPE_LPM_TRIE, since 4.11: <see cref="BpfMap.AsLpmTrie"/>, <see cref="BpfMap.AsIpTrie"/>.</summary>
    LpmTrie = 11,

    /// <summary>BPF_MAP_TYPE_ARRAY_OF_MAPS, since 4.12: <see cref="BpfMap.AsArrayOfMaps()"/>.</summary>
    ArrayOfMaps = 12,

    /// <summary>BPF_MAP_TYPE_HASH_OF_MAPS, since 4.12: <see cref="BpfMap.AsHashOfMaps{TKey}()"/>.</summary>
    HashOfMaps = 13,

    /// <summary>BPF_MAP_TYPE_DEVMAP, since 4.14: <see cref="BpfMap.AsDeviceMap"/>.</summary>
    DeviceMap = 14,

    /// <summary>BPF_MAP_TYPE_SOCKMAP, since 4.14: <see cref="BpfMap.AsSocketMap"/>.</summary>
    SocketMap = 15,

    /// <summary>BPF_MAP_TYPE_CPUMAP, since 4.15: <see cref="BpfMap.AsCpuMap"/>.</summary>
    CpuMap = 16,

    /// <summary>BPF_MAP_TYPE_XSKMAP, since 4.18: <see cref="BpfMap.AsXskMap"/>.</summary>
    XskMap = 17,

    /// <summary>BPF_MAP_TYPE_SOCKHASH, since 4.18: <see cref="BpfMap.AsSocketHash"/>.</summary>
    SocketHash = 18,

    /// <summary>
    /// BPF_MAP_TYPE_CGROUP_STORAGE, since 4.19, deprecated since 6.2: <see cref="BpfMap.AsHashMap"/>, by
    /// <see cref="BpfCgroupStorageKey"/> or the id of a group.
    /// </summary>
    AttachedCgroupStorage = 19,

    /// <summary>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, since 4.19: <see cref="BpfMap.AsReusePortArray"/>.</summary>
    ReusePortArray = 20,

    /// <summary>
    /// BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, since 4.20, deprecated: <see cref="BpfMap.AsPerCpuHashMap"/>, by
    /// <see cref="BpfCgroupStorageKey"/> or the id of a group.
    /// </summary>
    AttachedPerCpuCgroupStorage = 21,

    /// <summary>BPF_MAP_TYPE_QUEUE, since 4.20: <see cref="BpfMap.AsQueue"/>.</summary>
    Queue = 22,

    /// <summary>BPF_MAP_TYPE_STACK, since 4.20: <see cref="BpfMap.AsStack"/>.</summary>
    Stack = 23,

    /// <summary>BPF_MAP_TYPE_SK_STORAGE, since 5.2: <see cref="BpfMap.AsSocketStorage"/>.</summary>
    SocketStorage = 24,

    /// <summary>BPF_MAP_TYPE_DEVMAP_HASH, since 5.4: <see cref="BpfMap.AsDeviceMap"/>.</summary>
    DeviceHash = 25,

    /// <summary>BPF_MAP_TYPE_STRUCT_OPS, since 5.6: <see cref="BpfMap.AsStructOps"/>.</summary>
    StructOps = 26,

    /// <summary>BPF_MAP_TYPE_RINGBUF, since 5.8: <see cref="BpfMap.AsRingBuffer()"/>.</summary>
    RingBuffer = 27,

    /// <summary>BPF_MAP_TYPE_INODE_STORAGE, since 5.10: <see cref="BpfMap.AsInodeStorage"/>.</summary>
    InodeStorage = 28,

    /// <summary>BPF_MAP_TYPE_TASK_STORAGE, since 5.11: <see cref="BpfMap.AsTaskStorage"/>.</summary>
    TaskStorage = 29,

    /// <summary>BPF_MAP_TYPE_BLOOM_FILTER, since 5.16: <see cref="BpfMap.AsBloomFilter"/>.</summary>
    BloomFilter = 30,

    /// <summary>BPF_MAP_TYPE_USER_RINGBUF, since 6.1.</summary>
    UserRingBuffer = 31,

    /// <summary>BPF_MAP_TYPE_CGRP_STORAGE, since 6.2: <see cref="BpfMap.AsCgroupStorage"/>.</summary>
    CgroupStorage = 32,

    /// <summary>BPF_MAP_TYPE_ARENA, since 6.9: <see cref="BpfMap.AsArena"/>.</summary>
    Arena = 33,

    /// <summary>
    /// BPF_MAP_TYPE_INSN_ARRAY, since 6.19: the instruction positions of a program; an array of <c>struct bpf_insn_array_value</c>.
    /// </summary>
    InstructionArray = 34,

    /// <summary>BPF_MAP_TYPE_RHASH, since 7.2: a hash table that grows.</summary>
    ResizableHash = 35,
}
