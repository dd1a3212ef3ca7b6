using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>union bpf_iter_link_info: the fields of a map, a cgroup or a task lie over each other.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct IteratorInfo
{
    [FieldOffset(0)]
    public uint MapFd;

    [FieldOffset(0)]
    public uint CgroupOrder;
    [FieldOffset(4)]
    public uint CgroupFd;
    [FieldOffset(8)]
    public ulong CgroupId;

    [FieldOffset(0)]
    public uint ThreadId;
    [FieldOffset(4)]
    public uint ProcessId;
    [FieldOffset(8)]
    public uint ProcessFd;

    public void SetDescriptor(BpfIteratorTargetKind kind, uint descriptor)
    {
        if (kind == BpfIteratorTargetKind.Map)
            MapFd = descriptor;
        else
            CgroupFd = descriptor;
    }
}
