using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A map of a <see cref="BpfObject"/>, with untyped access. It belongs to the object and ends with it.</summary>
/// <remarks>
/// Access needs a loaded object and is safe from any thread. Disposing the object while a call runs lets the call finish.
/// </remarks>
public sealed partial class BpfMap
{
    private readonly BpfObject _object;
    private readonly nint _map;
    private readonly Once<FdHandle> _fd = new();

    internal BpfMap(BpfObject bpfObject, nint map, string name)
    {
        _object = bpfObject;
        _map = map;
        Name = name;
        Type = Libbpf.MapType(map);
        KeySize = checked((int)Libbpf.MapKeySize(map));
        ValueSize = checked((int)Libbpf.MapValueSize(map));
    }

    /// <summary>The name in C.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public BpfMapType Type { get; }

    /// <summary>The size of a key in bytes; 0 where the type has no keys.</summary>
    public int KeySize { get; }

    /// <summary>The size of a value in bytes, on one CPU for per-CPU types.</summary>
    public int ValueSize { get; }

    /// <summary>How many entries the map can hold; for a ring buffer its size in bytes.</summary>
    /// <exception cref="InvalidOperationException">Set after loading.</exception>
    public uint MaxEntries
    {
        get
        {
            using var lease = new HandleLease(_object.Handle);
            return Libbpf.MapMaxEntries(_map);
        }

        set
        {
            _object.RequireOpen($"MaxEntries of map {Name}");
            int error = Libbpf.MapSetMaxEntries(_map, value);
            if (error != 0)
                throw BpfErrors.Failed("set max_entries of map", Name, (Errno)(-error), KernelFeatures.None);
        }
    }

    /// <summary>Whether values have one slot for each possible CPU.</summary>
    public bool IsPerCpu => Type is BpfMapType.PerCpuHash or BpfMapType.PerCpuArray or BpfMapType.LruPerCpuHash;

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Name}";

    // The bytes of one value as the kernel copies it: per-CPU slots are rounded up to 8 bytes.
    internal int ValueStride => IsPerCpu ? PerCpuSlotSize * CpuSet.Possible.Count : ValueSize;

    internal int PerCpuSlotSize => (ValueSize + 7) & ~7;

    internal FdHandle Fd => _fd.Value ?? _fd.Keep(DuplicateDescriptor());

    internal void Dispose()
    {
        _ring.Dispose();
        _fd.Dispose();
    }

    private FdHandle DuplicateDescriptor()
    {
        _object.RequireLoaded($"Map {Name}");
        using var lease = new HandleLease(_object.Handle);
        return Libc.Duplicate(Libbpf.MapFd(_map), $"map {Name}");
    }
}
