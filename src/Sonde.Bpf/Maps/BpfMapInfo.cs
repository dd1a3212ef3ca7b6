namespace Sonde.Bpf;

/// <summary>What the kernel says of a map: <c>struct bpf_map_info</c> and the map's fdinfo.</summary>
public sealed record BpfMapInfo
{
    /// <summary>The id, unique while the map lives.</summary>
    public required uint Id { get; init; }

    /// <summary>The name that the kernel keeps, 15 bytes at most; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>The type.</summary>
    public required BpfMapType Type { get; init; }

    /// <summary>The size of a key in bytes.</summary>
    public required int KeySize { get; init; }

    /// <summary>The size of a value in bytes, on one CPU for per-CPU types.</summary>
    public required int ValueSize { get; init; }

    /// <summary>How many entries it can hold.</summary>
    public required uint MaxEntries { get; init; }

    /// <summary>How it was made.</summary>
    public required BpfMapFlags Flags { get; init; }

    /// <summary>The field <c>map_extra</c> (5.16), else 0.</summary>
    public ulong Extra { get; init; }

    /// <summary>The id of the BTF object with its types; 0 when it has none.</summary>
    public uint BtfId { get; init; }

    /// <summary>The type of a key in that BTF; 0 when it has none.</summary>
    public uint KeyTypeId { get; init; }

    /// <summary>The type of a value in that BTF; 0 when it has none.</summary>
    public uint ValueTypeId { get; init; }

    /// <summary>For struct_ops the type of its value in the kernel's BTF, else 0.</summary>
    public uint KernelValueTypeId { get; init; }

    /// <summary>The network device that it was made for, else 0.</summary>
    public uint InterfaceIndex { get; init; }

    /// <summary>Whether user space can no longer write to it; null where fdinfo cannot be read.</summary>
    public bool? IsFrozen { get; init; }

    /// <summary>
    /// The memory it uses in bytes; null where fdinfo cannot be read. Since 6.4 it is what the map uses now, before it is an
    /// estimate made when the map was created.
    /// </summary>
    public long? MemoryBytes { get; init; }
}
