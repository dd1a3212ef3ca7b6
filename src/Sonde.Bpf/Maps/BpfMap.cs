using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A map, with untyped access: one that a <see cref="BpfObject"/> declares, or one that stands alone.</summary>
/// <remarks>
/// <para>A map of an object belongs to it and ends with it. One that was created (<see cref="Create"/>) or opened
/// (<see cref="OpenPinned"/>, <see cref="FromId"/>) here is the caller's to dispose; in the kernel it lives on while an object, a
/// pin or another process holds it.</para>
/// <para>Access to a map of an object needs a loaded object. Access is safe from any thread; disposing while a call runs lets the
/// call finish.</para>
/// </remarks>
public sealed partial class BpfMap : IDisposable
{
    private readonly BpfObject? _object;
    private readonly nint _map;
    private readonly Once<FdHandle> _fd = new();
    private readonly BpfMapFlags _access;
    private int _keySize;
    private int _valueSize;
    private uint _maxEntries;

    internal BpfMap(BpfObject bpfObject, nint map, string name)
    {
        _object = bpfObject;
        _map = map;
        Name = name;
        Type = Libbpf.MapType(map);
        _keySize = checked((int)Libbpf.MapKeySize(map));
        _valueSize = checked((int)Libbpf.MapValueSize(map));
        _inner = DeclaredInner(map);
    }

    // Takes over the descriptor.
    private BpfMap(FdHandle fd, string name, BpfMapInfo info, BpfMapFlags access = BpfMapFlags.None)
    {
        _access = access & (BpfMapFlags.ReadOnly | BpfMapFlags.WriteOnly);
        Name = name;
        Type = info.Type;
        _keySize = info.KeySize;
        _valueSize = info.ValueSize;
        _maxEntries = info.MaxEntries;
        _fd.Keep(fd);
    }

    /// <summary>The name: in C for a map of an object, else the one that the kernel keeps (15 bytes at most) or that of the pin.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public BpfMapType Type { get; }

    /// <summary>Whether values have one slot for each possible CPU.</summary>
    public bool IsPerCpu => MapTypeFacts.IsPerCpu(Type);

    /// <summary>
    /// The bytes of one value as the kernel copies it: <see cref="ValueSize"/>, or, for per-CPU types, a slot for each
    /// possible CPU, each rounded up to 8 bytes.
    /// </summary>
    public int ValueStride => IsPerCpu ? PerCpuSlotSize * CpuSet.Possible.Count : _valueSize;

    /// <summary>Closes a map that stands alone. Does nothing to a map of an object, which ends with its object.</summary>
    public void Dispose()
    {
        if (_object is null)
            Close();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Name}";

    internal int PerCpuSlotSize => (_valueSize + 7) & ~7;

    // struct bpf_map; 0 for a map that stands alone.
    internal nint Native => _map;

    internal FdHandle Fd => _fd.Value is { IsClosed: false } fd ? fd : MakeDescriptor();

    internal void Close()
    {
        _ring.Dispose();
        _fd.Dispose();
        _innerFd?.Dispose();
    }

    private FdHandle MakeDescriptor() =>
        _fd.Value is null ? _fd.Keep(DuplicateDescriptor()) : throw new ObjectDisposedException($"map {Name}");

    private FdHandle DuplicateDescriptor()
    {
        BpfObject owner = _object!;
        owner.RequireLoaded($"Map {Name}");
        using var lease = new HandleLease(owner.Handle, "map", Name);
        if (Libbpf.MapAutoCreate(_map) == 0)
            throw new InvalidOperationException($"Map {Name} was not created: its AutoCreate is false.");

        // Loading may have rounded it up; and the value of a struct_ops map is the kernel's struct, not that of the object.
        _maxEntries = Libbpf.MapMaxEntries(_map);
        if (Type == BpfMapType.StructOps)
            _valueSize = checked((int)Libbpf.MapValueSize(_map));
        return Libc.Duplicate(Libbpf.MapFd(_map), $"map {Name}");
    }
}
