namespace Sonde.ObjectFiles;

/// <summary>A map that a BPF object defines in its section <c>.maps</c>. What the definition leaves out is 0.</summary>
public sealed class BpfMapDefinition
{
    internal BpfMapDefinition(string name)
    {
        Name = name;
    }

    /// <summary>Name of its variable.</summary>
    public string Name { get; }

    /// <summary>Its type, a <c>BPF_MAP_TYPE_*</c>.</summary>
    public uint Type { get; internal set; }

    /// <summary>Id of the type of a key, 0 if only a size is given.</summary>
    public int KeyTypeId { get; internal set; }

    /// <summary>Id of the type of a value, 0 if only a size is given; of a ring buffer the record it declares.</summary>
    public int ValueTypeId { get; internal set; }

    /// <summary>Size of a key in bytes.</summary>
    public uint KeySize { get; internal set; }

    /// <summary>Size of a value in bytes.</summary>
    public uint ValueSize { get; internal set; }

    /// <summary>The most elements it holds; of a ring buffer its bytes.</summary>
    public uint MaxEntries { get; internal set; }

    /// <summary>Its flags, <c>BPF_F_*</c>.</summary>
    public uint Flags { get; internal set; }

    /// <summary>More settings, by type: the hash functions of a Bloom filter.</summary>
    public ulong Extra { get; internal set; }

    /// <summary>Whether it is pinned by its name (<c>LIBBPF_PIN_BY_NAME</c>).</summary>
    public bool IsPinnedByName { get; internal set; }

    /// <summary>Of a map of maps, what each inner map is like; else null.</summary>
    public BpfMapDefinition? Inner { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
