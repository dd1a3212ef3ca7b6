using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Makes the smallest map of a type, and drops it.</summary>
internal static unsafe class MapProbe
{
    private const uint NoPreallocation = 1; // BPF_F_NO_PREALLOC
    private const uint Mappable = 1u << 10; // BPF_F_MMAPABLE

    // One 4-byte signed integer: all that maps with storage ask of their BTF.
    private static ReadOnlySpan<byte> IntegerTypes =>
    [
        0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16, 0, 0, 0, 5, 0, 0, 0,
        1, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 32, 0, 0, 1,
        0, (byte)'i', (byte)'n', (byte)'t', 0,
    ];

    /// <summary>The error number that the kernel gave, 0 for none.</summary>
    public static Errno Try(BpfMapType type)
    {
        MapCreateAttributes attributes = Smallest(type);
        using FdHandle? types = NeedsTypes(type) ? MakeTypes() : null;
        using FdHandle? inner = type is BpfMapType.ArrayOfMaps or BpfMapType.HashOfMaps ? MakeInner() : null;
        using HandleLease typesLease = types is null ? default : new HandleLease(types);
        using HandleLease innerLease = inner is null ? default : new HandleLease(inner);
        if (types is not null)
            (attributes.BtfFd, attributes.BtfKeyTypeId, attributes.BtfValueTypeId) = (typesLease.Descriptor, 1, 1);
        if (inner is not null)
            attributes.InnerMapFd = innerLease.Descriptor;

        Errno errno = BpfCall.Open(BpfCommand.MapCreate, ref attributes, out FdHandle? map);
        map?.Dispose();
        return errno;
    }

    private static bool NeedsTypes(BpfMapType type)
        => type is BpfMapType.SocketStorage or BpfMapType.InodeStorage or BpfMapType.TaskStorage or BpfMapType.CgroupStorage;

    private static MapCreateAttributes Smallest(BpfMapType type)
    {
        var map = new MapCreateAttributes { Type = type, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        switch ((int)type)
        {
            case 7: // STACK_TRACE
                map.ValueSize = 8;
                break;
            case 11: // LPM_TRIE
                (map.KeySize, map.Flags) = (8, NoPreallocation);
                break;
            case 19 or 21: // CGROUP_STORAGE, PERCPU_CGROUP_STORAGE, the older ones
                (map.KeySize, map.MaxEntries) = (8, 0);
                break;
            case 22 or 23 or 30: // QUEUE, STACK, BLOOM_FILTER
                map.KeySize = 0;
                break;
            case 24 or 28 or 29 or 32: // storage of sockets, inodes, tasks, cgroups
                (map.MaxEntries, map.Flags) = (0, NoPreallocation);
                break;
            case 26: // STRUCT_OPS: it must name a kernel structure, and is asked for one that is none
                map.KernelValueTypeId = 1;
                break;
            case 27 or 31: // RINGBUF, USER_RINGBUF
                (map.KeySize, map.ValueSize, map.MaxEntries) = (0, 0, (uint)Environment.SystemPageSize);
                break;
            case 33: // ARENA
                (map.KeySize, map.ValueSize, map.Flags) = (0, 0, Mappable);
                break;
            case 34: // INSN_ARRAY
                map.ValueSize = 16;
                break;
            case 35: // RHASH
                map.Flags = NoPreallocation;
                break;
        }

        return map;
    }

    private static FdHandle? MakeTypes()
    {
        fixed (byte* data = IntegerTypes)
        {
            var attributes = new BtfLoadAttributes { Btf = data, BtfSize = (uint)IntegerTypes.Length };
            BpfCall.Open(BpfCommand.BtfLoad, ref attributes, out FdHandle? types);
            return types;
        }
    }

    private static FdHandle? MakeInner()
    {
        var attributes = new MapCreateAttributes { Type = BpfMapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        BpfCall.Open(BpfCommand.MapCreate, ref attributes, out FdHandle? map);
        return map;
    }
}
