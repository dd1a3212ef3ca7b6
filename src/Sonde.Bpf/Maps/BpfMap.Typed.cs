using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

public sealed partial class BpfMap
{
    /// <summary>
    /// The map as a hash table: BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_LRU_HASH, and the deprecated BPF_MAP_TYPE_CGROUP_STORAGE.
    /// </summary>
    /// <typeparam name="TKey">The layout of a key.</typeparam>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or keys or values of another size.</exception>
    public BpfHashMap<TKey, TValue> AsHashMap<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireType(BpfMapType.Hash, BpfMapType.LruHash, BpfMapType.AttachedCgroupStorage);
        RequireSizes<TKey, TValue>();
        return new(this);
    }

    /// <summary>The map as an array: BPF_MAP_TYPE_ARRAY.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfArray<TValue> AsArray<TValue>()
        where TValue : unmanaged
    {
        RequireType(BpfMapType.Array);
        RequireSizes<uint, TValue>();
        return new(this);
    }

    /// <summary>
    /// The map as a hash table with a value for each CPU: BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_LRU_PERCPU_HASH, and the deprecated
    /// BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE.
    /// </summary>
    /// <typeparam name="TKey">The layout of a key.</typeparam>
    /// <typeparam name="TValue">The layout of a value on one CPU.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or keys or values of another size.</exception>
    public BpfPerCpuHashMap<TKey, TValue> AsPerCpuHashMap<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireType(BpfMapType.PerCpuHash, BpfMapType.LruPerCpuHash, BpfMapType.AttachedPerCpuCgroupStorage);
        RequireSizes<TKey, TValue>();
        return new(this);
    }

    /// <summary>The map as an array with a value for each CPU: BPF_MAP_TYPE_PERCPU_ARRAY.</summary>
    /// <typeparam name="TValue">The layout of a value on one CPU.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfPerCpuArray<TValue> AsPerCpuArray<TValue>()
        where TValue : unmanaged
    {
        RequireType(BpfMapType.PerCpuArray);
        RequireSizes<uint, TValue>();
        return new(this);
    }

    private void RequireType(BpfMapType type, BpfMapType or = BpfMapType.Unspecified, BpfMapType orElse = BpfMapType.Unspecified)
    {
        if (Type != type && (Type == BpfMapType.Unspecified || (Type != or && Type != orElse)))
            throw new ArgumentException($"Map {Name} is a {Type}, not a {type}.");
    }

    private void RequireSizes<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireKeyOf<TKey>();
        RequireValueOf<TValue>();
    }

    private void RequireKeyOf<TKey>()
        where TKey : unmanaged
    {
        if (Unsafe.SizeOf<TKey>() != KeySize)
            throw new ArgumentException($"Keys of map {Name} have {KeySize} bytes, {typeof(TKey).Name} has {Unsafe.SizeOf<TKey>()}.");
        _isTyped = true;
    }

    private void RequireValueOf<TValue>()
        where TValue : unmanaged
    {
        if (Unsafe.SizeOf<TValue>() != ValueSize)
            throw new ArgumentException($"Values of map {Name} have {ValueSize} bytes, {typeof(TValue).Name} has {Unsafe.SizeOf<TValue>()}.");
        _isTyped = true;
    }
}
