using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Whether this kernel can attach one link to many functions, found out by asking it for an impossible one.</summary>
internal static unsafe class MultiProbe
{
    private const int Unknown = -1;

    private static int _kprobe = Unknown;
    private static int _uprobe = Unknown;

    /// <summary>Whether one link goes on many kernel functions; false also while it cannot be found out.</summary>
    public static bool HasKprobeMulti => Kprobe is Errno.None;

    /// <summary>Whether one link goes on many user functions; false also while it cannot be found out.</summary>
    public static bool HasUprobeMulti => Uprobe is Errno.None;

    /// <summary>None where it can, EINVAL where it cannot; another error says why that could not be found out.</summary>
    public static Errno Kprobe => Ask(ref _kprobe, BpfAttachType.TraceKprobeMulti, Errno.ESRCH);

    /// <summary>As <see cref="Kprobe"/> for user functions.</summary>
    public static Errno Uprobe => Ask(ref _uprobe, BpfAttachType.TraceUprobeMulti, Errno.EBADF);

    private static Errno Ask(ref int known, BpfAttachType type, Errno refusal)
    {
        int answer = Volatile.Read(ref known);
        if (answer != Unknown)
            return (Errno)answer;
        Errno errno = Try(type);
        if (errno == refusal || (errno == Errno.ENOENT && type == BpfAttachType.TraceKprobeMulti))
            errno = Errno.None;
        else if (errno == Errno.EOPNOTSUPP)
            errno = Errno.EINVAL;
        if (errno is Errno.None or Errno.EINVAL)
            Volatile.Write(ref known, (int)errno); // Anything else may be otherwise the next time.
        return errno;
    }

    // The program loads on any kernel with the attach type in its enum; only the link tells. A file that is none is refused
    // with another error than a kind of link that is unknown or compiled out.
    private static Errno Try(BpfAttachType type)
    {
        // r0 = 0; exit
        ReadOnlySpan<ulong> instructions = [0x00000000_000000b7, 0x00000000_00000095];
        using var program = new FdHandle();
        fixed (ulong* code = instructions)
        fixed (byte* license = "Dual MIT/GPL"u8)
        {
            var options = new Libbpf.ProgramLoadOptions { Size = (nuint)sizeof(Libbpf.ProgramLoadOptions), ExpectedAttachType = (uint)type };
            int result = Libbpf.ProgramLoad(BpfProgramType.Kprobe, null, license, code, (nuint)instructions.Length, &options);
            if (result < 0)
                return (Errno)(-result);
            program.Own(result);
        }

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
            return errno;
        }
    }
}
