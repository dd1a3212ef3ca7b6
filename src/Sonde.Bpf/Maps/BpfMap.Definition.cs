using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfMap
{
    private bool _isTyped;
    private FdHandle? _innerFd;

    /// <summary>The size of a key in bytes; 0 where the type has no keys.</summary>
    /// <exception cref="InvalidOperationException">
    /// Set after loading, on a map that stands alone, or on one that is in use as a typed map.
    /// </exception>
    public int KeySize
    {
        get => _keySize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            RequireUntyped(nameof(KeySize));
            Define(nameof(KeySize), "key_size", value, static (map, size) => Libbpf.MapSetKeySize(map, (uint)size));
            _keySize = value;
        }
    }

    /// <summary>The size of a value in bytes, on one CPU for per-CPU types.</summary>
    /// <exception cref="InvalidOperationException">
    /// Set after loading, on a map that stands alone, or on one that is in use as a typed map.
    /// </exception>
    public int ValueSize
    {
        get => _valueSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            RequireUntyped(nameof(ValueSize));
            Define(nameof(ValueSize), "value_size", value, static (map, size) => Libbpf.MapSetValueSize(map, (uint)size));
            _valueSize = value;
        }
    }

    /// <summary>How many entries the map can hold; for a ring buffer its size in bytes, for an arena its pages.</summary>
    /// <exception cref="InvalidOperationException">Set after loading, or on a map that stands alone.</exception>
    public uint MaxEntries
    {
        get
        {
            if (_fd.Value is not null)
                return _maxEntries;
            using var lease = new HandleLease(_object!.Handle, "map", Name);
            return Libbpf.MapMaxEntries(_map);
        }

        set => Define(nameof(MaxEntries), "max_entries", value, Libbpf.MapSetMaxEntries);
    }

    /// <summary>How the map is made.</summary>
    /// <exception cref="InvalidOperationException">Set after loading, or on a map that stands alone.</exception>
    public BpfMapFlags Flags
    {
        get
        {
            if (_object is null)
                return GetInfo().Flags;
            using var lease = new HandleLease(_object.Handle, "map", Name);
            return (BpfMapFlags)Libbpf.MapFlags(_map);
        }

        set => Define(nameof(Flags), "map_flags", (uint)value, Libbpf.MapSetFlags);
    }

    /// <summary>The field <c>map_extra</c>: the hash functions of a bloom filter, the address of an arena.</summary>
    /// <exception cref="InvalidOperationException">Set after loading, or on a map that stands alone.</exception>
    public ulong Extra
    {
        get
        {
            if (_object is null)
                return GetInfo().Extra;
            using var lease = new HandleLease(_object.Handle, "map", Name);
            return Libbpf.MapExtra(_map);
        }

        set => Define(nameof(Extra), "map_extra", value, Libbpf.MapSetExtra);
    }

    /// <summary>
    /// Whether <see cref="BpfObject.Load"/> creates the map. Set it to false for a type that this kernel lacks and no loaded program
    /// uses.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set after loading, or on a map that stands alone.</exception>
    public bool AutoCreate
    {
        get
        {
            if (_object is null)
                return true;
            using var lease = new HandleLease(_object.Handle, "map", Name);
            return Libbpf.MapAutoCreate(_map) != 0;
        }

        set => Define(nameof(AutoCreate), "autocreate", value ? (byte)1 : (byte)0, Libbpf.MapSetAutoCreate);
    }

    /// <summary>Puts the map's memory on a NUMA node (<c>BPF_F_NUMA_NODE</c>). Before loading only.</summary>
    /// <param name="node">The node.</param>
    /// <exception cref="InvalidOperationException">The object is loaded, or the map stands alone.</exception>
    public void SetNumaNode(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        Flags |= BpfMapFlags.NumaNode;
        Define("NumaNode", "numa_node", (uint)node, Libbpf.MapSetNumaNode);
    }

    /// <summary>Gives a map of maps the template of its inner maps. Before loading only, and only once.</summary>
    /// <param name="template">
    /// Its type, sizes and flags count; for arrays its length too, unless it has <see cref="BpfMapFlags.InnerMap"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">The object is loaded, or the map stands alone.</exception>
    /// <exception cref="BpfException">The map is not one of maps, or has a template that was set before.</exception>
    public void SetInnerMap(BpfMap template)
    {
        ArgumentNullException.ThrowIfNull(template);
        RequireDefinable("InnerMap");
        using var lease = new HandleLease(template.Fd);

        // libbpf uses the number when it loads; a copy keeps it good whatever happens to the template.
        FdHandle copy = Libc.Duplicate((int)lease.Descriptor, $"map {template.Name}");
        try
        {
            using var number = new HandleLease(copy);
            Define("InnerMap", "inner map", (int)number.Descriptor, Libbpf.MapSetInnerMapFd);
        }
        catch
        {
            copy.Dispose();
            throw;
        }

        _innerFd = copy;
        _inner = DefinitionOf(template);
    }

    // What the object declares, to compare a map with that is to take its place.
    internal BpfMapOptions Definition => new()
    {
        Type = Type,
        Name = Name,
        KeySize = checked((int)Libbpf.MapKeySize(_map)), // Not ours: a ring buffer declares its record type as a value that it has not.
        ValueSize = checked((int)Libbpf.MapValueSize(_map)),
        MaxEntries = MaxEntries,
        Flags = Flags,
        Extra = Extra,
    };

    private void Define<T>(string property, string field, T value, Func<nint, T, int> set)
    {
        RequireDefinable(property);
        using LibbpfLog log = _object!.BeginLog();
        int error = set(_map, value);
        if (error != 0)
        {
            string? text = BpfObject.FirstLine(log.Text);
            throw BpfErrors.Failed($"set {field} of map", Name, (Errno)(-error), KernelFeatures.None, text);
        }
    }

    private void RequireDefinable(string property)
    {
        if (_object is null)
            throw new InvalidOperationException($"{property} of map {Name} cannot be changed: the map exists. It is given to Create().");
        _object.RequireOpen($"{property} of map {Name}");
    }

    // A typed map checked its sizes when it was made, and reads and writes that many bytes from then on.
    private void RequireUntyped(string property)
    {
        if (_isTyped)
            throw new InvalidOperationException($"{property} of map {Name} cannot be changed: the map is in use as a typed map.");
    }
}
