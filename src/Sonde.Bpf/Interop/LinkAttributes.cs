using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>BPF_LINK_CREATE. The fields from 16 on are a union by the kind of link.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LinkCreateAttributes
{
    [FieldOffset(0)]
    public uint ProgramFd; // of a map, for struct_ops
    [FieldOffset(4)]
    public uint Target; // a descriptor or the index of a network interface
    [FieldOffset(8)]
    public BpfAttachType AttachType;
    [FieldOffset(12)]
    public uint Flags;

    [FieldOffset(24)]
    public ulong TracingCookie;

    [FieldOffset(16)]
    public ulong PerfEventCookie;

    [FieldOffset(16)]
    public void* IteratorInfo;
    [FieldOffset(24)]
    public uint IteratorInfoLength;

    [FieldOffset(16)]
    public uint KprobeFlags;
    [FieldOffset(20)]
    public uint KprobeCount;
    [FieldOffset(24)]
    public byte** KprobeSymbols;
    [FieldOffset(40)]
    public ulong* KprobeCookies;

    [FieldOffset(16)]
    public byte* UprobePath;
    [FieldOffset(24)]
    public ulong* UprobeOffsets;
    [FieldOffset(32)]
    public ulong* UprobeCounterOffsets;
    [FieldOffset(40)]
    public ulong* UprobeCookies;
    [FieldOffset(48)]
    public uint UprobeCount;
    [FieldOffset(52)]
    public uint UprobeFlags;
    [FieldOffset(56)]
    public uint UprobePid;

    [FieldOffset(16)]
    public uint Relative; // a descriptor or an id, of a link or a program
    [FieldOffset(24)]
    public ulong ExpectedRevision;

    [FieldOffset(16)]
    public uint NetfilterFamily;
    [FieldOffset(20)]
    public uint NetfilterHook;
    [FieldOffset(24)]
    public int NetfilterPriority;
    [FieldOffset(28)]
    public uint NetfilterFlags;
}

/// <summary>BPF_RAW_TRACEPOINT_OPEN; with no name it attaches a program that was loaded for a BTF target. The cookie is of 6.10.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct RawTracepointAttributes
{
    [FieldOffset(0)]
    public byte* Name;
    [FieldOffset(8)]
    public uint ProgramFd;
    [FieldOffset(16)]
    public ulong Cookie;
}

/// <summary>BPF_LINK_UPDATE.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LinkUpdateAttributes
{
    [FieldOffset(0)]
    public uint LinkFd;
    [FieldOffset(4)]
    public uint NewFd; // of a program, or of a struct_ops map
    [FieldOffset(8)]
    public uint Flags;
    [FieldOffset(12)]
    public uint OldFd;
}

/// <summary>BPF_ITER_CREATE.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct IteratorCreateAttributes
{
    [FieldOffset(0)]
    public uint LinkFd;
    [FieldOffset(4)]
    public uint Flags;
}

/// <summary>BPF_PROG_ATTACH and BPF_PROG_DETACH.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct ProgramAttachAttributes
{
    [FieldOffset(0)]
    public uint TargetFd;
    [FieldOffset(4)]
    public uint ProgramFd;
    [FieldOffset(8)]
    public BpfAttachType AttachType;
    [FieldOffset(12)]
    public uint Flags;
    [FieldOffset(16)]
    public uint ReplacedFd;
}
