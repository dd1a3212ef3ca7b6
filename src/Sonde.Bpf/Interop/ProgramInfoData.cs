using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>struct bpf_prog_info. An older kernel fills less of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal unsafe struct ProgramInfoData
{
    [FieldOffset(0)]
    public BpfProgramType Type;
    [FieldOffset(4)]
    public uint Id;
    [FieldOffset(8)]
    public fixed byte Tag[8];
    [FieldOffset(16)]
    public uint JitedLength;
    [FieldOffset(20)]
    public uint TranslatedLength;
    [FieldOffset(24)]
    public void* JitedInstructions;
    [FieldOffset(32)]
    public void* TranslatedInstructions;
    [FieldOffset(40)]
    public ulong LoadTime;
    [FieldOffset(48)]
    public uint CreatedByUser;
    [FieldOffset(52)]
    public uint MapIdCount;
    [FieldOffset(56)]
    public uint* MapIds;
    [FieldOffset(64)]
    public fixed byte Name[16];
    [FieldOffset(80)]
    public uint InterfaceIndex;
    [FieldOffset(84)]
    public uint Flags; // bit 0: gpl_compatible
    [FieldOffset(128)]
    public uint BtfId;
    [FieldOffset(192)]
    public ulong RunTime;
    [FieldOffset(200)]
    public ulong RunCount;
    [FieldOffset(208)]
    public ulong RecursionMisses;
    [FieldOffset(216)]
    public uint VerifiedInstructions;
    [FieldOffset(220)]
    public uint AttachBtfObjectId;
    [FieldOffset(224)]
    public uint AttachBtfTypeId;
}
