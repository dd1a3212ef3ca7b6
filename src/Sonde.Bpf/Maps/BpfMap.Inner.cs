using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    // The kernel does not tell what the inner maps of a map are to be: it is kept from when the map was declared or created.
    private BpfMapOptions? _inner;

    internal BpfMap CreateInner(string name)
        => _inner is null
            ? throw new InvalidOperationException($"What the maps in {Name} are like is not known: it was opened, not created. Create one with BpfMap.Create().")
            : Create(_inner with { Name = name });

    internal void SetInner(void* key, BpfMap inner)
    {
        using var lease = new HandleLease(inner.Fd);
        uint fd = lease.Descriptor;
        int error = Element(BpfCommand.MapUpdateElement, key, &fd, (ulong)BpfUpdate.Any);
        if (error == -(int)Errno.EINVAL && _inner?.DifferencesFrom(inner.GetInfo()) is { Count: > 0 } differences)
            throw new BpfMapMismatchException($"put map {inner.Name} into", Name, differences, "Create it as the outer map declares its maps: see CreateInner.");
        if (error < 0)
            throw ElementFailure("update", error);
    }

    // The kernel gives the id; the map may go between that and opening it.
    internal BpfMap? GetInner(void* key)
    {
        uint id;
        while (TryLookup(key, &id))
        {
            if (TryFromId(id) is { } inner)
                return inner;
        }

        return null;
    }

    private static BpfMapOptions DefinitionOf(BpfMap template)
    {
        BpfMapInfo info = template.GetInfo();
        return new BpfMapOptions
        {
            Type = info.Type,
            KeySize = info.KeySize,
            ValueSize = info.ValueSize,
            MaxEntries = info.MaxEntries,
            Flags = info.Flags & ~BpfMapFlags.NumaNode,
            Extra = info.Extra,
        };
    }

    private static BpfMapOptions? DeclaredInner(nint map)
    {
        nint inner = Libbpf.MapInnerMap(map);
        return inner == 0
            ? null
            : new BpfMapOptions
            {
                Type = Libbpf.MapType(inner),
                KeySize = checked((int)Libbpf.MapKeySize(inner)),
                ValueSize = checked((int)Libbpf.MapValueSize(inner)),
                MaxEntries = Libbpf.MapMaxEntries(inner),
                Flags = (BpfMapFlags)Libbpf.MapFlags(inner),
                Extra = Libbpf.MapExtra(inner),
            };
    }
}
