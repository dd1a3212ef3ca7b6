using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>BPF_MAP_CREATE, as of 5.16.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct MapCreateAttributes
{
    [FieldOffset(0)]
    public BpfMapType Type;
    [FieldOffset(4)]
    public uint KeySize;
    [FieldOffset(8)]
    public uint ValueSize;
    [FieldOffset(12)]
    public uint MaxEntries;
    [FieldOffset(16)]
    public uint Flags;
    [FieldOffset(20)]
    public uint InnerMapFd;
    [FieldOffset(48)]
    public uint BtfFd;
    [FieldOffset(52)]
    public uint BtfKeyTypeId;
    [FieldOffset(56)]
    public uint BtfValueTypeId;
    [FieldOffset(60)]
    public uint KernelValueTypeId;
    [FieldOffset(64)]
    public ulong Extra;
}

/// <summary>BPF_PROG_LOAD, as of 5.10.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal unsafe struct ProgramLoadAttributes
{
    [FieldOffset(0)]
    public BpfProgramType Type;
    [FieldOffset(4)]
    public uint InstructionCount;
    [FieldOffset(8)]
    public void* Instructions;
    [FieldOffset(16)]
    public byte* License;
    [FieldOffset(24)]
    public uint LogLevel;
    [FieldOffset(28)]
    public uint LogSize;
    [FieldOffset(32)]
    public byte* Log;
    [FieldOffset(44)]
    public uint Flags;
    [FieldOffset(68)]
    public BpfAttachType ExpectedAttachType;
    [FieldOffset(108)]
    public uint AttachBtfId;
}
