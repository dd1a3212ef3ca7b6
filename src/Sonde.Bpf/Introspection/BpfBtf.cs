using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>BTF that the kernel holds: its own, its modules', and that of loaded programs.</summary>
public static unsafe class BpfBtf
{
    private const int LongestName = 64;

    /// <summary>All BTF of the system (<c>BPF_BTF_GET_NEXT_ID</c>). Needs CAP_SYS_ADMIN.</summary>
    /// <remarks>What comes and goes meanwhile may or may not be among it.</remarks>
    /// <exception cref="BpfException">The caller may not.</exception>
    public static IEnumerable<BpfBtfInfo> EnumerateSystem()
    {
        foreach (uint id in KernelObjects.Ids(BpfCommand.BtfGetNextId, "BTF object"))
        {
            using FdHandle? btf = KernelObjects.TryOpen(BpfCommand.BtfGetFdById, id, "BTF object");
            if (btf is not null)
                yield return Read(btf);
        }
    }

    /// <summary>The bytes of BTF, to be parsed by <c>Sonde.ObjectFiles.Btf</c>. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="id">The id, from <see cref="BpfBtfInfo.Id"/> or <see cref="BpfProgramInfo.BtfId"/> for example.</param>
    /// <exception cref="BpfException">There is no such BTF, or the caller may not.</exception>
    public static byte[] ReadBytes(uint id)
    {
        using FdHandle btf = KernelObjects.Open(BpfCommand.BtfGetFdById, id, "BTF object");
        byte[] bytes = new byte[Read(btf).Size];
        fixed (byte* pointer = bytes)
        {
            var data = new BtfInfoData { Data = pointer, DataLength = (uint)bytes.Length };
            KernelObjects.Read(btf, ref data, "BTF object");
        }

        return bytes;
    }

    private static BpfBtfInfo Read(FdHandle btf)
    {
        byte* name = stackalloc byte[LongestName];
        name[0] = 0;
        var data = new BtfInfoData { Name = name, NameLength = LongestName };
        int known;
        try
        {
            known = KernelObjects.Read(btf, ref data, "BTF object");
        }
        catch (BpfException e) when (e.Errno == Errno.E2BIG)
        {
            // Kernels before 5.11 refuse fields that they do not know unless they are 0.
            data = default;
            known = KernelObjects.Read(btf, ref data, "BTF object");
        }

        bool hasName = known >= sizeof(BtfInfoData);
        return new(data.Id, hasName ? Marshal.PtrToStringUTF8((nint)name)! : "", hasName ? data.IsKernel != 0 : null, (int)data.DataLength);
    }
}
