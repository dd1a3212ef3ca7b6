using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>struct bpf_link_info. The fields from 16 on are a union by the type of the link; an older kernel fills less of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LinkInfoData
{
    [FieldOffset(0)]
    public BpfLinkType Type;
    [FieldOffset(4)]
    public uint Id;
    [FieldOffset(8)]
    public uint ProgramId;

    // raw_tracepoint, iter
    [FieldOffset(16)]
    public byte* TargetName;
    [FieldOffset(24)]
    public uint TargetNameLength;
    [FieldOffset(28)]
    public uint IteratorMapId;
    [FieldOffset(32)]
    public ulong IteratorCgroupId;
    [FieldOffset(32)]
    public uint IteratorThreadId;
    [FieldOffset(36)]
    public uint IteratorProcessId;
    [FieldOffset(32)]
    public ulong RawTracepointCookie;

    // tracing
    [FieldOffset(16)]
    public BpfAttachType TracingAttachType;
    [FieldOffset(20)]
    public uint TracingObjectId;
    [FieldOffset(24)]
    public uint TracingTypeId;
    [FieldOffset(32)]
    public ulong TracingCookie;

    // cgroup
    [FieldOffset(16)]
    public ulong CgroupId;
    [FieldOffset(24)]
    public BpfAttachType CgroupAttachType;

    // netns
    [FieldOffset(16)]
    public uint NamespaceInode;

    // xdp, tcx, netkit
    [FieldOffset(16)]
    public uint InterfaceIndex;

    // struct_ops, sockmap
    [FieldOffset(16)]
    public uint MapId;

    // netns, tcx, netkit, sockmap
    [FieldOffset(20)]
    public BpfAttachType AttachType;

    // netfilter
    [FieldOffset(16)]
    public uint NetfilterFamily;
    [FieldOffset(20)]
    public uint NetfilterHook;
    [FieldOffset(24)]
    public int NetfilterPriority;

    // kprobe_multi
    [FieldOffset(16)]
    public ulong* KprobeAddresses;
    [FieldOffset(24)]
    public uint KprobeCount;
    [FieldOffset(28)]
    public uint KprobeFlags;
    [FieldOffset(32)]
    public ulong KprobeMissed;
    [FieldOffset(40)]
    public ulong* KprobeCookies;

    // uprobe_multi
    [FieldOffset(16)]
    public byte* UprobePath;
    [FieldOffset(24)]
    public ulong* UprobeOffsets;
    [FieldOffset(40)]
    public ulong* UprobeCookies;
    [FieldOffset(48)]
    public uint UprobePathLength;
    [FieldOffset(52)]
    public uint UprobeCount;
    [FieldOffset(56)]
    public uint UprobeFlags;
    [FieldOffset(60)]
    public uint UprobeProcessId;

    // perf_event; the name of a function, a file or a tracepoint
    [FieldOffset(16)]
    public uint PerfEventKind;
    [FieldOffset(24)]
    public byte* PerfEventName;
    [FieldOffset(24)]
    public ulong PerfEventConfig;
    [FieldOffset(32)]
    public uint PerfEventNameLength;
    [FieldOffset(32)]
    public uint PerfEventType;
    [FieldOffset(36)]
    public uint PerfEventOffset;
    [FieldOffset(40)]
    public ulong PerfEventAddress; // of a kprobe
    [FieldOffset(48)]
    public ulong PerfEventMissed; // of a kprobe
    [FieldOffset(40)]
    public ulong PerfEventCookie; // of the others
    [FieldOffset(56)]
    public ulong PerfEventKprobeCookie;
}
