using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Asks the kernel for the flags that a map was made with: BPF_OBJ_GET_INFO_BY_FD.</summary>
internal static unsafe class MapFlagsQuery
{
    private const BpfCommand GetInfoByFd = (BpfCommand)15;

    /// <exception cref="BpfException">The kernel refused.</exception>
    public static uint Read(BpfMap map)
    {
        using var lease = new HandleLease(map.Fd);
        MapInfoHead info = default;
        var attributes = new InfoAttributes { Fd = lease.Descriptor, Length = (uint)sizeof(MapInfoHead), Info = &info };
        int result = BpfCall.Invoke(GetInfoByFd, ref attributes);
        return result >= 0 ? info.Flags : throw BpfErrors.Failed("ask for the flags of map", map.Name, (Errno)(-result), KernelFeatures.Bpf);
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private struct InfoAttributes
    {
        [FieldOffset(0)]
        public uint Fd;
        [FieldOffset(4)]
        public uint Length;
        [FieldOffset(8)]
        public MapInfoHead* Info;
    }

    // The start of struct bpf_map_info.
    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private struct MapInfoHead
    {
        [FieldOffset(20)]
        public uint Flags;
    }
}
