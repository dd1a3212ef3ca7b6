using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libbpf
{
    // struct bpf_map_create_opts as of libbpf 1.0; a newer library takes it by its size.
    internal struct MapCreateOptions
    {
        internal nuint Size;
        internal uint BtfFd;
        internal uint KeyTypeId;
        internal uint ValueTypeId;
        internal uint KernelValueTypeId;
        internal uint InnerMapFd;
        internal uint Flags;
        internal ulong Extra;
        internal uint NumaNode;
        internal uint InterfaceIndex;
    }

    /// <summary>Creates a map that belongs to no object. Raises RLIMIT_MEMLOCK on kernels that charge it (before 5.11).</summary>
    [LibraryImport(Name, EntryPoint = "bpf_map_create")]
    internal static partial int MapCreate(
        BpfMapType type, byte* name, uint keySize, uint valueSize, uint maxEntries, MapCreateOptions* options);

    [LibraryImport(Name, EntryPoint = "bpf_map__name")]
    internal static partial byte* MapName(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__type")]
    internal static partial BpfMapType MapType(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__key_size")]
    internal static partial uint MapKeySize(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__value_size")]
    internal static partial uint MapValueSize(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__max_entries")]
    internal static partial uint MapMaxEntries(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_max_entries")]
    internal static partial int MapSetMaxEntries(nint map, uint maxEntries);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_key_size")]
    internal static partial int MapSetKeySize(nint map, uint size);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_value_size")]
    internal static partial int MapSetValueSize(nint map, uint size);

    [LibraryImport(Name, EntryPoint = "bpf_map__initial_value")]
    internal static partial void* MapInitialValue(nint map, nuint* size);

    [LibraryImport(Name, EntryPoint = "bpf_map__map_flags")]
    internal static partial uint MapFlags(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_map_flags")]
    internal static partial int MapSetFlags(nint map, uint flags);

    [LibraryImport(Name, EntryPoint = "bpf_map__map_extra")]
    internal static partial ulong MapExtra(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_map_extra")]
    internal static partial int MapSetExtra(nint map, ulong extra);

    [LibraryImport(Name, EntryPoint = "bpf_map__numa_node")]
    internal static partial uint MapNumaNode(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_numa_node")]
    internal static partial int MapSetNumaNode(nint map, uint node);

    [LibraryImport(Name, EntryPoint = "bpf_map__autocreate")]
    internal static partial byte MapAutoCreate(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_autocreate")]
    internal static partial int MapSetAutoCreate(nint map, byte autoCreate);

    /// <summary>Keeps the number only: the descriptor must stay open until the object is loaded.</summary>
    [LibraryImport(Name, EntryPoint = "bpf_map__set_inner_map_fd")]
    internal static partial int MapSetInnerMapFd(nint map, int fd);

    /// <summary>The template of inner maps, until the object is loaded; 0 for none.</summary>
    [LibraryImport(Name, EntryPoint = "bpf_map__inner_map")]
    internal static partial nint MapInnerMap(nint map);

    /// <summary>Takes a copy of the descriptor, and its sizes for the map's own.</summary>
    [LibraryImport(Name, EntryPoint = "bpf_map__reuse_fd")]
    internal static partial int MapReuseFd(nint map, int fd);

    [LibraryImport(Name, EntryPoint = "bpf_map__pin_path")]
    internal static partial byte* MapPinPath(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_map__set_pin_path")]
    internal static partial int MapSetPinPath(nint map, byte* path);

    [LibraryImport(Name, EntryPoint = "bpf_map__fd")]
    internal static partial int MapFd(nint map);
}
