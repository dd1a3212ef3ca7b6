using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>The definition of a map: what to create, or what a pinned map is expected to be.</summary>
public sealed record BpfMapOptions
{
    /// <summary>The type.</summary>
    public required BpfMapType Type { get; init; }

    /// <summary>The name, of letters, digits, <c>_</c> and <c>.</c>; the kernel keeps 15 bytes of it. May be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The size of a key in bytes; 0 where the type has no keys.</summary>
    public int KeySize { get; init; }

    /// <summary>The size of a value in bytes, on one CPU for per-CPU types.</summary>
    public int ValueSize { get; init; }

    /// <summary>How many entries it can hold; a ring buffer's bytes, an arena's pages. As an expectation, 0 accepts any number.</summary>
    public uint MaxEntries { get; init; }

    /// <summary>How it is made.</summary>
    public BpfMapFlags Flags { get; init; }

    /// <summary>The NUMA node of its memory, or null for any.</summary>
    public int? NumaNode { get; init; }

    /// <summary>For a map of maps: a map like those that it will hold. It is needed only while the map is created.</summary>
    public BpfMap? InnerMap { get; init; }

    /// <summary>The field <c>map_extra</c>: the number of hash functions of a bloom filter, the address of an arena (5.16).</summary>
    public ulong Extra { get; init; }

    /// <summary>A map whose BTF types of key and value the new one takes: with them go spin locks and timers in its values.</summary>
    /// <remarks>Storage maps need types; without this they are given plain ones.</remarks>
    public BpfMap? TypesOf { get; init; }

    /// <summary>A definition whose sizes are those of two types.</summary>
    /// <typeparam name="TKey">The layout of a key.</typeparam>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <param name="type">The type of map.</param>
    /// <param name="name">The name; may be empty.</param>
    /// <param name="maxEntries">How many entries it can hold.</param>
    /// <param name="flags">How it is made.</param>
    public static BpfMapOptions Of<TKey, TValue>(BpfMapType type, string name, uint maxEntries, BpfMapFlags flags = BpfMapFlags.None)
        where TKey : unmanaged
        where TValue : unmanaged
        => new()
        {
            Type = type,
            Name = name,
            KeySize = Unsafe.SizeOf<TKey>(),
            ValueSize = Unsafe.SizeOf<TValue>(),
            MaxEntries = maxEntries,
            Flags = flags,
        };

    /// <summary>A definition of a map whose keys nobody chooses: a queue, a stack or a bloom filter has none, that of an array is its index.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <param name="type">The type of map.</param>
    /// <param name="name">The name; may be empty.</param>
    /// <param name="maxEntries">How many entries it can hold.</param>
    public static BpfMapOptions Of<TValue>(BpfMapType type, string name, uint maxEntries)
        where TValue : unmanaged
        => new()
        {
            Type = type,
            Name = name,
            KeySize = type is BpfMapType.Array or BpfMapType.PerCpuArray ? sizeof(uint) : 0,
            ValueSize = Unsafe.SizeOf<TValue>(),
            MaxEntries = maxEntries,
        };

    /// <summary>A definition of socket, inode, task or cgroup storage.</summary>
    /// <typeparam name="TValue">The layout of a value.</typeparam>
    /// <param name="type">The type of map.</param>
    /// <param name="name">The name; may be empty.</param>
    public static BpfMapOptions Storage<TValue>(BpfMapType type, string name)
        where TValue : unmanaged
        => Of<int, TValue>(type, name, 0, BpfMapFlags.NoPreallocation);

    /// <summary>Compares a map with this definition.</summary>
    /// <param name="actual">What the kernel says of the map.</param>
    /// <returns>Each difference in words; none when the map is as defined.</returns>
    public IReadOnlyList<string> DifferencesFrom(BpfMapInfo actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var differences = new List<string>();
        Compare("type", actual.Type, Type);
        Compare("key size", actual.KeySize, KeySize);
        Compare("value size", actual.ValueSize, ValueSize);
        if (MaxEntries != 0)
            Compare("max_entries", actual.MaxEntries, MaxEntries);
        Compare("flags", Lasting(actual.Flags, actual.Type), Lasting(Flags, Type));
        Compare("map_extra", actual.Extra, Extra);
        return differences;

        void Compare<T>(string what, T found, T expected)
        {
            if (!EqualityComparer<T>.Default.Equals(found, expected))
                differences.Add($"{what} is {found}, expected {expected}");
        }
    }

    // Read-only and write-only are of a descriptor, not of the map; the kernel adds read-only for programs to device maps.
    private static BpfMapFlags Lasting(BpfMapFlags flags, BpfMapType type)
    {
        flags &= ~(BpfMapFlags.ReadOnly | BpfMapFlags.WriteOnly | BpfMapFlags.NumaNode);
        return type is BpfMapType.DeviceMap or BpfMapType.DeviceHash ? flags & ~BpfMapFlags.ReadOnlyForPrograms : flags;
    }
}
