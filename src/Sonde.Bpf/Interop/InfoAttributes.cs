using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>BPF_*_GET_NEXT_ID and BPF_*_GET_FD_BY_ID.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct IdAttributes
{
    [FieldOffset(0)]
    public uint Id;
    [FieldOffset(4)]
    public uint NextId;
    [FieldOffset(8)]
    public uint OpenFlags;
}

/// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct InfoAttributes
{
    [FieldOffset(0)]
    public uint Fd;
    [FieldOffset(4)]
    public uint Length;
    [FieldOffset(8)]
    public void* Info;
}

/// <summary>BPF_ENABLE_STATS.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
internal struct StatisticsAttributes
{
    [FieldOffset(0)]
    public uint Type;
}
