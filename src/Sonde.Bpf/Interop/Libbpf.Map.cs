using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libbpf
{
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

    [LibraryImport(Name, EntryPoint = "bpf_map__fd")]
    internal static partial int MapFd(nint map);
}
