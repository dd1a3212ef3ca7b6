namespace Sonde.Bpf;

// Maps of devices, CPUs and sockets, and values that belong to kernel objects.
public sealed partial class BpfMap
{
    /// <summary>The map as network devices: BPF_MAP_TYPE_DEVMAP or BPF_MAP_TYPE_DEVMAP_HASH.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfDeviceMap AsDeviceMap()
    {
        RequireType(BpfMapType.DeviceMap, BpfMapType.DeviceHash);
        RequireWords(4, 8);
        return new(this);
    }

    /// <summary>The map as CPUs for packets: BPF_MAP_TYPE_CPUMAP.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfCpuMap AsCpuMap()
    {
        RequireType(BpfMapType.CpuMap);
        RequireWords(4, 8);
        return new(this);
    }

    /// <summary>The map as AF_XDP sockets by queue: BPF_MAP_TYPE_XSKMAP.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfSocketArray AsXskMap()
    {
        RequireType(BpfMapType.XskMap);
        RequireWords(4, 4);
        return new(this);
    }

    /// <summary>The map as sockets by index: BPF_MAP_TYPE_SOCKMAP.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfSocketArray AsSocketMap()
    {
        RequireType(BpfMapType.SocketMap);
        RequireWords(4, 8);
        return new(this);
    }

    /// <summary>The map as sockets by key: BPF_MAP_TYPE_SOCKHASH.</summary>
    /// <typeparam name="TKey">The layout of a key.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or keys of another size.</exception>
    public BpfSocketHash<TKey> AsSocketHash<TKey>()
        where TKey : unmanaged
    {
        RequireType(BpfMapType.SocketHash);
        RequireKeyOf<TKey>();
        return new(this);
    }

    /// <summary>The map as the sockets of a port: BPF_MAP_TYPE_REUSEPORT_SOCKARRAY.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfSocketArray AsReusePortArray()
    {
        RequireType(BpfMapType.ReusePortArray);
        RequireWords(4, 8);
        return new(this);
    }

    /// <summary>The map as values of tasks, by pidfd: BPF_MAP_TYPE_TASK_STORAGE, kernel 5.11.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfStorage<TValue> AsTaskStorage<TValue>()
        where TValue : unmanaged
        => AsStorage<TValue>(BpfMapType.TaskStorage);

    /// <summary>The map as values of sockets: BPF_MAP_TYPE_SK_STORAGE.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfStorage<TValue> AsSocketStorage<TValue>()
        where TValue : unmanaged
        => AsStorage<TValue>(BpfMapType.SocketStorage);

    /// <summary>The map as values of files, by open file: BPF_MAP_TYPE_INODE_STORAGE, kernel 5.10.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfStorage<TValue> AsInodeStorage<TValue>()
        where TValue : unmanaged
        => AsStorage<TValue>(BpfMapType.InodeStorage);

    /// <summary>The map as values of control groups, by open directory: BPF_MAP_TYPE_CGRP_STORAGE, kernel 6.2.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfStorage<TValue> AsCgroupStorage<TValue>()
        where TValue : unmanaged
        => AsStorage<TValue>(BpfMapType.CgroupStorage);

    private BpfStorage<TValue> AsStorage<TValue>(BpfMapType type)
        where TValue : unmanaged
    {
        RequireType(type);
        RequireSizes<int, TValue>();
        return new(this);
    }

    private void RequireWords(int size, int orSize)
    {
        if (KeySize != sizeof(uint) || (ValueSize != size && ValueSize != orSize))
            throw new ArgumentException($"Keys of map {Name} have {KeySize} bytes and values {ValueSize}; a {Type} has 4 and {size} or {orSize}.");
        _isTyped = true;
    }
}
