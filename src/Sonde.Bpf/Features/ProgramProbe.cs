using System.Text;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>Loads the smallest program of a type, and drops it.</summary>
/// <remarks>It is the kernel's words that count: a program may be refused for what it does, which shows that its type is known.</remarks>
internal static unsafe class ProgramProbe
{
    private const int LogSize = 4096;
    private const uint Sleepable = 1u << 4; // BPF_F_SLEEPABLE
    private const ulong Exit = 0x95;
    private const ulong ReturnZero = 0xb7; // r0 = 0
    private const ulong Call = 0x85;

    /// <summary>Loads a program that does nothing; gives what the kernel answered.</summary>
    public static Errno TryType(BpfProgramType type, BpfAttachType? attachType, out string log)
        => Load(type, attachType ?? UsualAttachType(type), NeedsTarget(type) && !IsMulti(attachType) ? 1u : 0, [ReturnZero, Exit], out log);

    /// <summary>Loads a program that calls a helper with whatever is in the registers; gives what the kernel answered.</summary>
    public static Errno TryHelper(BpfProgramType type, int helper, out string log)
    {
        (BpfAttachType attachType, uint target) = type switch
        {
            BpfProgramType.Tracing => (BpfAttachType.TraceRawTracepoint, Target("btf_trace_sched_switch", BtfKind.Typedef)),
            BpfProgramType.Lsm => (BpfAttachType.LsmMac, Target("bpf_lsm_file_open", BtfKind.Function)),
            _ => (UsualAttachType(type), 0u),
        };
        return Load(type, attachType, target, [Call | ((ulong)(uint)helper << 32), Exit], out log);
    }

    /// <summary>Types whose programs are for one kernel function: they get a type that is none, and the kernel says so.</summary>
    public static bool NeedsTarget(BpfProgramType type)
        => type is BpfProgramType.Tracing or BpfProgramType.Lsm or BpfProgramType.Extension or BpfProgramType.StructOps;

    // Programs for many functions name none when they are loaded.
    private static bool IsMulti(BpfAttachType? type)
        => type is BpfAttachType.TraceFentryMulti or BpfAttachType.TraceFexitMulti or BpfAttachType.TraceFsessionMulti;

    private static BpfAttachType UsualAttachType(BpfProgramType type) => type switch
    {
        BpfProgramType.CgroupSocketAddress => BpfAttachType.CgroupInet4Connect,
        BpfProgramType.CgroupSocketOption => BpfAttachType.CgroupGetSocketOption,
        BpfProgramType.SocketLookup => BpfAttachType.SocketLookup,
        BpfProgramType.Netfilter => BpfAttachType.Netfilter,
        BpfProgramType.Tracing => BpfAttachType.TraceRawTracepoint, // Some vendors' kernels refuse all of fentry.
        BpfProgramType.Lsm => BpfAttachType.LsmMac,
        _ => 0,
    };

    private static uint Target(string name, BtfKind kind)
    {
        using KernelBtf kernel = KernelBtf.Open();
        return kernel.Types.TryFindType(name, kind, out BtfType type) ? (uint)type.Id : 0;
    }

    private static Errno Load(BpfProgramType type, BpfAttachType attachType, uint target, ReadOnlySpan<ulong> instructions, out string log)
    {
        byte* buffer = stackalloc byte[LogSize];
        buffer[0] = 0;
        fixed (ulong* code = instructions)
        fixed (byte* license = "Dual MIT/GPL"u8)
        {
            var attributes = new ProgramLoadAttributes
            {
                Type = type,
                Instructions = code,
                InstructionCount = (uint)instructions.Length,
                License = license,
                LogLevel = 1,
                LogSize = LogSize,
                Log = buffer,
                Flags = type == BpfProgramType.Syscall ? Sleepable : 0,
                ExpectedAttachType = attachType,
                AttachBtfId = target,
            };
            Errno errno = BpfCall.Open(BpfCommand.ProgramLoad, ref attributes, out FdHandle? program);
            program?.Dispose();
            log = Encoding.UTF8.GetString(buffer, new ReadOnlySpan<byte>(buffer, LogSize).IndexOf((byte)0)).Trim();
            return errno;
        }
    }
}
