using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

// The kinds of maps that fewer tools use.
public sealed partial class BpfMap
{
    /// <summary>The map as a trie of prefixes of any address: BPF_MAP_TYPE_LPM_TRIE.</summary>
    /// <typeparam name="TAddress">The layout of an address: the key without its 4-byte length.</typeparam>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or keys or values of another size.</exception>
    public BpfLpmTrie<TAddress, TValue> AsLpmTrie<TAddress, TValue>()
        where TAddress : unmanaged
        where TValue : unmanaged
    {
        RequireType(BpfMapType.LpmTrie);
        if (sizeof(int) + Unsafe.SizeOf<TAddress>() != KeySize)
            throw new ArgumentException($"Keys of map {Name} have {KeySize} bytes, a length and {typeof(TAddress).Name} have {sizeof(int) + Unsafe.SizeOf<TAddress>()}.");
        RequireValueOf<TValue>();
        return new(this);
    }

    /// <summary>The map as a trie of IPv4 or IPv6 networks: BPF_MAP_TYPE_LPM_TRIE whose keys have 8 or 20 bytes.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or keys or values of another size.</exception>
    public BpfIpTrie<TValue> AsIpTrie<TValue>()
        where TValue : unmanaged
    {
        RequireType(BpfMapType.LpmTrie);
        if (KeySize is not (8 or 20))
            throw new ArgumentException($"Keys of map {Name} have {KeySize} bytes, those of IPv4 networks have 8 and of IPv6 networks 20.");
        RequireValueOf<TValue>();
        return new(this);
    }

    /// <summary>The map as a queue, oldest first: BPF_MAP_TYPE_QUEUE.</summary>
    /// <typeparam name="T">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfQueue<T> AsQueue<T>()
        where T : unmanaged
    {
        RequireType(BpfMapType.Queue);
        RequireValueOf<T>();
        return new(this);
    }

    /// <summary>The map as a stack, newest first: BPF_MAP_TYPE_STACK.</summary>
    /// <typeparam name="T">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfQueue<T> AsStack<T>()
        where T : unmanaged
    {
        RequireType(BpfMapType.Stack);
        RequireValueOf<T>();
        return new(this);
    }

    /// <summary>The map as a bloom filter: BPF_MAP_TYPE_BLOOM_FILTER, kernel 5.16.</summary>
    /// <typeparam name="T">The layout of a value.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or values of another size.</exception>
    public BpfBloomFilter<T> AsBloomFilter<T>()
        where T : unmanaged
    {
        RequireType(BpfMapType.BloomFilter);
        RequireValueOf<T>();
        return new(this);
    }

    /// <summary>The map as call stacks of addresses: BPF_MAP_TYPE_STACK_TRACE.</summary>
    /// <exception cref="ArgumentException">The map has another type, or its stacks are of build-ids.</exception>
    public BpfStackTraces AsStackTraces()
    {
        RequireType(BpfMapType.StackTrace);
        if ((Flags & BpfMapFlags.StackBuildId) != 0)
            throw new ArgumentException($"Map {Name} has stacks of build-ids: use AsBuildIdStacks().");
        return new(this);
    }

    /// <summary>The map as call stacks of build-ids and offsets: BPF_MAP_TYPE_STACK_TRACE with BPF_F_STACK_BUILD_ID.</summary>
    /// <exception cref="ArgumentException">The map has another type, or its stacks are of addresses.</exception>
    public BpfBuildIdStacks AsBuildIdStacks()
    {
        RequireType(BpfMapType.StackTrace);
        if ((Flags & BpfMapFlags.StackBuildId) == 0)
            throw new ArgumentException($"Map {Name} has stacks of addresses: use AsStackTraces(), or make it with BPF_F_STACK_BUILD_ID.");
        return new(this);
    }

    /// <summary>The map as an array of maps: BPF_MAP_TYPE_ARRAY_OF_MAPS.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfArrayOfMaps AsArrayOfMaps()
    {
        RequireType(BpfMapType.ArrayOfMaps);
        return new(this);
    }

    /// <summary>The map as a hash table of maps: BPF_MAP_TYPE_HASH_OF_MAPS.</summary>
    /// <typeparam name="TKey">The layout of a key.</typeparam>
    /// <exception cref="ArgumentException">The map has another type, or keys of another size.</exception>
    public BpfHashOfMaps<TKey> AsHashOfMaps<TKey>()
        where TKey : unmanaged
    {
        RequireType(BpfMapType.HashOfMaps);
        RequireKeyOf<TKey>();
        return new(this);
    }

    /// <summary>The map as an array of maps of one kind: BPF_MAP_TYPE_ARRAY_OF_MAPS.</summary>
    /// <typeparam name="TInner">The typed view of an inner map.</typeparam>
    /// <param name="view">How an inner map is viewed, for example <c>inner => inner.AsArray&lt;long&gt;()</c>.</param>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfArrayOfMaps<TInner> AsArrayOfMaps<TInner>(Func<BpfMap, TInner> view)
        where TInner : class, ITypedMap
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(AsArrayOfMaps(), view);
    }

    /// <summary>The map as a hash table of maps of one kind: BPF_MAP_TYPE_HASH_OF_MAPS.</summary>
    /// <typeparam name="TKey">The layout of a key.</typeparam>
    /// <typeparam name="TInner">The typed view of an inner map.</typeparam>
    /// <param name="view">How an inner map is viewed, for example <c>inner => inner.AsArray&lt;long&gt;()</c>.</param>
    /// <exception cref="ArgumentException">The map has another type, or keys of another size.</exception>
    public BpfHashOfMaps<TKey, TInner> AsHashOfMaps<TKey, TInner>(Func<BpfMap, TInner> view)
        where TKey : unmanaged
        where TInner : class, ITypedMap
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(AsHashOfMaps<TKey>(), view);
    }

    /// <summary>The map as programs for tail calls: BPF_MAP_TYPE_PROG_ARRAY.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfProgramArray AsProgramArray()
    {
        RequireType(BpfMapType.ProgramArray);
        return new(this);
    }

    /// <summary>The map as control groups: BPF_MAP_TYPE_CGROUP_ARRAY.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfCgroupArray AsCgroupArray()
    {
        RequireType(BpfMapType.CgroupArray);
        return new(this);
    }

    /// <summary>The map as struct_ops: BPF_MAP_TYPE_STRUCT_OPS.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfStructOps AsStructOps()
    {
        RequireType(BpfMapType.StructOps);
        return new(this);
    }

    /// <summary>The map as an arena: BPF_MAP_TYPE_ARENA, kernel 6.9.</summary>
    /// <exception cref="ArgumentException">The map has another type.</exception>
    public BpfArena AsArena()
    {
        RequireType(BpfMapType.Arena);
        return new(this);
    }
}
