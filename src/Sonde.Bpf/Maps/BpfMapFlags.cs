namespace Sonde.Bpf;

/// <summary>How a map is made: <c>map_flags</c>. Which of them a type takes is the kernel's to say.</summary>
[Flags]
public enum BpfMapFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>BPF_F_NO_PREALLOC: a hash table's entries are allocated when they are made. Storage maps and tries need it.</summary>
    NoPreallocation = 1u << 0,

    /// <summary>BPF_F_NO_COMMON_LRU: an LRU list for each CPU instead of one.</summary>
    NoCommonLru = 1u << 1,

    /// <summary>BPF_F_NUMA_NODE: set by <see cref="BpfMapOptions.NumaNode"/>.</summary>
    NumaNode = 1u << 2,

    /// <summary>BPF_F_RDONLY: the descriptor can only be read from.</summary>
    ReadOnly = 1u << 3,

    /// <summary>BPF_F_WRONLY: the descriptor can only be written to.</summary>
    WriteOnly = 1u << 4,

    /// <summary>BPF_F_STACK_BUILD_ID: stacks as build-id and offset instead of addresses.</summary>
    StackBuildId = 1u << 5,

    /// <summary>BPF_F_ZERO_SEED: no random hash seed; for measurements only.</summary>
    ZeroSeed = 1u << 6,

    /// <summary>BPF_F_RDONLY_PROG: programs only read.</summary>
    ReadOnlyForPrograms = 1u << 7,

    /// <summary>BPF_F_WRONLY_PROG: programs only write.</summary>
    WriteOnlyForPrograms = 1u << 8,

    /// <summary>BPF_F_CLONE: socket storage goes on to accepted sockets.</summary>
    Clone = 1u << 9,

    /// <summary>BPF_F_MMAPABLE: the memory of an array can be mapped (5.5), see <see cref="BpfArray{TValue}.MapMemory"/>.</summary>
    Mappable = 1u << 10,

    /// <summary>BPF_F_PRESERVE_ELEMS: events stay in a perf event array when the descriptor that set them closes (5.10).</summary>
    PreserveElements = 1u << 11,

    /// <summary>BPF_F_INNER_MAP: an array as an inner map that others of another length may take the place of (5.10).</summary>
    InnerMap = 1u << 12,

    /// <summary>BPF_F_LINK: a struct_ops map that is attached by a link (6.4).</summary>
    Link = 1u << 13,

    /// <summary>BPF_F_SEGV_ON_FAULT: touching a page of an arena that no program allocated is a fault (6.9).</summary>
    FaultOnUnallocated = 1u << 17,

    /// <summary>BPF_F_NO_USER_CONV: programs do not convert arena pointers to user addresses (6.9).</summary>
    NoUserConversion = 1u << 18,

    /// <summary>BPF_F_RB_OVERWRITE: a full ring buffer overwrites its oldest records (6.19).</summary>
    OverwriteRing = 1u << 19,
}
