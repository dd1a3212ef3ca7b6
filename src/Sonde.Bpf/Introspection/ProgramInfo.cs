using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Asks the kernel about a program, by its descriptor.</summary>
internal static unsafe class ProgramInfo
{
    private const int TicksPerMicrosecond = 10;

    public static BpfProgramInfo Read(FdHandle descriptor)
    {
        ProgramInfoData data = default;
        int known = KernelObjects.Read(descriptor, ref data, "program");
        bool hasMisses = known >= (byte*)&data.VerifiedInstructions - (byte*)&data;
        bool hasVerified = known >= (byte*)&data.AttachBtfObjectId - (byte*)&data;
        return new BpfProgramInfo
        {
            Id = data.Id,
            Type = data.Type,
            Name = Marshal.PtrToStringUTF8((nint)data.Name)!,
            Tag = Convert.ToHexString(new ReadOnlySpan<byte>(data.Tag, 8)).ToLower(CultureInfo.InvariantCulture),
            LoadTime = FromNanoseconds(data.LoadTime),
            UserId = data.CreatedByUser,
            MapIds = data.MapIdCount == 0 ? [] : ReadMapIds(descriptor, data.MapIdCount),
            IsGplCompatible = (data.Flags & 1) != 0,
            BtfId = data.BtfId,
            JitedSize = (int)data.JitedLength,
            TranslatedSize = (int)data.TranslatedLength,
            RunCount = data.RunCount,
            RunTime = FromNanoseconds(data.RunTime),
            RecursionMisses = hasMisses ? data.RecursionMisses : null,
            VerifiedInstructions = hasVerified ? data.VerifiedInstructions : null,
            AttachBtfId = data.AttachBtfObjectId == 0 ? null : data.AttachBtfObjectId,
            AttachTypeId = data.AttachBtfTypeId == 0 ? null : data.AttachBtfTypeId,
        };
    }

    // The maps of a program can grow by BPF_PROG_BIND_MAP between the two calls.
    private static uint[] ReadMapIds(FdHandle descriptor, uint count)
    {
        while (true)
        {
            uint[] ids = new uint[count];
            fixed (uint* pointer = ids)
            {
                var data = new ProgramInfoData { MapIdCount = count, MapIds = pointer };
                KernelObjects.Read(descriptor, ref data, "program");
                if (data.MapIdCount <= count)
                    return ids[..(int)data.MapIdCount];
                count = data.MapIdCount;
            }
        }
    }

    private static TimeSpan FromNanoseconds(ulong nanoseconds) => new((long)(nanoseconds / (1000 / TicksPerMicrosecond)));
}
