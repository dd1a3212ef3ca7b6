using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>struct bpf_btf_info. The name and kernel_btf are of 5.11.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct BtfInfoData
{
    [FieldOffset(0)]
    public void* Data;
    [FieldOffset(8)]
    public uint DataLength;
    [FieldOffset(12)]
    public uint Id;
    [FieldOffset(16)]
    public byte* Name;
    [FieldOffset(24)]
    public uint NameLength;
    [FieldOffset(28)]
    public uint IsKernel;
}
