using System.Runtime.InteropServices;

namespace Sonde.Bpf;

// Members of union bpf_attr (uapi/linux/bpf.h). The kernel takes a shorter union by its size and zeroes the rest.

/// <summary>BPF_MAP_LOOKUP_ELEM, UPDATE, DELETE and GET_NEXT_KEY (where Value is the next key).</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct MapElementAttributes
{
    [FieldOffset(0)]
    public uint MapFd;
    [FieldOffset(8)]
    public void* Key;
    [FieldOffset(16)]
    public void* Value;
    [FieldOffset(24)]
    public ulong Flags;
}

/// <summary>BPF_MAP_LOOKUP_BATCH, LOOKUP_AND_DELETE_BATCH, UPDATE_BATCH and DELETE_BATCH.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal unsafe struct MapBatchAttributes
{
    [FieldOffset(0)]
    public void* InBatch;
    [FieldOffset(8)]
    public void* OutBatch;
    [FieldOffset(16)]
    public void* Keys;
    [FieldOffset(24)]
    public void* Values;
    [FieldOffset(32)]
    public uint Count;
    [FieldOffset(36)]
    public uint MapFd;
    [FieldOffset(40)]
    public ulong ElementFlags;
    [FieldOffset(48)]
    public ulong Flags;
}
