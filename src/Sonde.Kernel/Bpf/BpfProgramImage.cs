using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>struct bpf_prog_info up to the fields on line numbers, which kernels have since 5.0.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal unsafe struct BpfProgramImage
{
    [FieldOffset(64)]
    public fixed byte Name[16];
    [FieldOffset(104)]
    public uint FunctionCount;
    [FieldOffset(108)]
    public uint FunctionLengthCount;
    [FieldOffset(112)]
    public ulong* Functions;
    [FieldOffset(120)]
    public uint* FunctionLengths;
    [FieldOffset(128)]
    public uint BtfId;
    [FieldOffset(148)]
    public uint LineCount;
    [FieldOffset(152)]
    public byte* Lines;
    [FieldOffset(160)]
    public ulong* LineAddresses;
    [FieldOffset(168)]
    public uint LineAddressCount;
    [FieldOffset(172)]
    public uint LineSize;
    [FieldOffset(176)]
    public uint LineAddressSize;
}
