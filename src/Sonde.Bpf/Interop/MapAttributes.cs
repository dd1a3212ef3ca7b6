using System.Runtime.InteropServices;

namespace Sonde.Bpf;

// More members of union bpf_attr, and what comes back from them (uapi/linux/bpf.h).

/// <summary>BPF_OBJ_PIN and BPF_OBJ_GET.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct ObjectPathAttributes
{
    [FieldOffset(0)]
    public byte* Path;
    [FieldOffset(8)]
    public uint Fd;
    [FieldOffset(12)]
    public uint FileFlags;
}

/// <summary>BPF_MAP_FREEZE: the leading field of the element commands.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
internal struct MapFreezeAttributes
{
    [FieldOffset(0)]
    public uint MapFd;
}

/// <summary>BPF_BTF_LOAD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct BtfLoadAttributes
{
    [FieldOffset(0)]
    public void* Btf;
    [FieldOffset(8)]
    public void* Log;
    [FieldOffset(16)]
    public uint BtfSize;
    [FieldOffset(20)]
    public uint LogSize;
    [FieldOffset(24)]
    public uint LogLevel;
}

/// <summary>struct bpf_map_info. An older kernel fills less of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal unsafe struct MapInfoData
{
    [FieldOffset(0)]
    public uint Type;
    [FieldOffset(4)]
    public uint Id;
    [FieldOffset(8)]
    public uint KeySize;
    [FieldOffset(12)]
    public uint ValueSize;
    [FieldOffset(16)]
    public uint MaxEntries;
    [FieldOffset(20)]
    public uint Flags;
    [FieldOffset(24)]
    public fixed byte Name[16];
    [FieldOffset(40)]
    public uint InterfaceIndex;
    [FieldOffset(44)]
    public uint KernelValueTypeId;
    [FieldOffset(48)]
    public ulong NetworkNamespaceDevice;
    [FieldOffset(56)]
    public ulong NetworkNamespaceInode;
    [FieldOffset(64)]
    public uint BtfId;
    [FieldOffset(68)]
    public uint KeyTypeId;
    [FieldOffset(72)]
    public uint ValueTypeId;
    [FieldOffset(80)]
    public ulong Extra;
}
