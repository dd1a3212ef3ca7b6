using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Whether this kernel can attach one link to many functions, found out by asking it for an impossible one.</summary>
internal static unsafe class MultiProbe
{
    private static readonly Lazy<bool> Kprobe = new(() => Try(BpfAttachType.TraceKprobeMulti));
    private static readonly Lazy<bool> Uprobe = new(() => Try(BpfAttachType.TraceUprobeMulti));

    public static bool HasKprobeMulti => Kprobe.Value;

    public static bool HasUprobeMulti => Uprobe.Value;

    // The program loads on any kernel with the attach type in its enum; only the link tells. A file that is none is refused
    // with another error than a kind of link that is unknown or compiled out.
    private static bool Try(BpfAttachType type)
    {
        // r0 = 0; exit
        ReadOnlySpan<ulong> instructions = [0x00000000_000000b7, 0x00000000_00000095];
        using var program = new FdHandle();
        fixed (ulong* code = instructions)
        fixed (byte* license = "Dual MIT/GPL"u8)
        {
            var options = new Libbpf.ProgramLoadOptions { Size = (nuint)sizeof(Libbpf.ProgramLoadOptions), ExpectedAttachType = (uint)type };
            program.Own(Libbpf.ProgramLoad(BpfProgramType.Kprobe, null, license, code, (nuint)instructions.Length, &options));
        }

        if (program.IsInvalid)
            return false;
        using var lease = new HandleLease(program);
        ulong offset = 0;
        fixed (byte* name = type == BpfAttachType.TraceUprobeMulti ? "/"u8 : "no such function"u8)
        {
            byte* symbol = name;
            var attributes = new LinkCreateAttributes { ProgramFd = lease.Descriptor, AttachType = type };
            if (type == BpfAttachType.TraceUprobeMulti)
            {
                attributes.UprobePath = name;
                attributes.UprobeOffsets = &offset;
                attributes.UprobeCount = 1;
            }
            else
            {
                attributes.KprobeSymbols = &symbol;
                attributes.KprobeCount = 1;
            }

            Errno errno = BpfCall.Open(BpfCommand.LinkCreate, ref attributes, out FdHandle? link);
            link?.Dispose();
            return type == BpfAttachType.TraceUprobeMulti ? errno == Errno.EBADF : errno is Errno.ESRCH or Errno.ENOENT;
        }
    }
}
