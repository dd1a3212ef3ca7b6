using System.Buffers;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>BPF_PROG_TEST_RUN on a descriptor.</summary>
internal static unsafe class ProgramTestRun
{
    private const int ShortestPacket = 14; // ETH_HLEN
    private const uint OnCpu = 1u << 0; // BPF_F_TEST_RUN_ON_CPU
    private const uint UsualBatch = 64; // what the kernel itself chooses
    private const uint LiveFrames = 1u << 1; // BPF_F_TEST_XDP_LIVE_FRAMES

    public static BpfTestRunResult Run(FdHandle program, string name, BpfProgramType type, in BpfTestRun run)
    {
        if (type != BpfProgramType.Syscall)
            return Call(program, name, type, run, run.ContextOut);

        // A syscall program's context is changed where it lies.
        if (run.ContextOut.Length > 0 && run.ContextOut.Length != run.Context.Length)
            throw new ArgumentException($"Context has {run.Context.Length} bytes and ContextOut {run.ContextOut.Length}: a syscall program needs both equal.", nameof(run));
        byte[]? scratch = run.ContextOut.IsEmpty ? ArrayPool<byte>.Shared.Rent(run.Context.Length) : null;
        try
        {
            Span<byte> context = scratch is null ? run.ContextOut : scratch.AsSpan(0, run.Context.Length);
            run.Context.CopyTo(context);
            var inPlace = new BpfTestRun
            {
                Data = run.Data, DataOut = run.DataOut, Context = context, Repeat = run.Repeat, Cpu = run.Cpu, LiveFrames = run.LiveFrames, BatchSize = run.BatchSize,
            };
            return Call(program, name, type, inPlace, default) with { ContextLength = context.Length };
        }
        finally
        {
            if (scratch is not null)
                ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static BpfTestRunResult Call(FdHandle program, string name, BpfProgramType type, in BpfTestRun run, Span<byte> contextLeft)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(run.Repeat);
        ArgumentOutOfRangeException.ThrowIfNegative(run.BatchSize);
        using var lease = new HandleLease(program);
        fixed (byte* data = run.Data, dataOut = run.DataOut, context = run.Context, contextOut = contextLeft)
        {
            var attributes = new TestRunAttributes
            {
                ProgramFd = lease.Descriptor,
                DataIn = data,
                DataSizeIn = (uint)run.Data.Length,
                DataOut = dataOut,
                DataSizeOut = (uint)run.DataOut.Length,
                ContextIn = context,
                ContextSizeIn = (uint)run.Context.Length,
                ContextOut = contextOut,
                ContextSizeOut = (uint)contextLeft.Length,
                Repeat = (uint)run.Repeat,
                Flags = (run.Cpu is null ? 0 : OnCpu) | (run.LiveFrames ? LiveFrames : 0),
                Cpu = (uint)(run.Cpu ?? 0),

                // Before 5.18 an unknown flag is ignored for packets, and the field that came with it is not.
                BatchSize = run.LiveFrames && run.BatchSize == 0 ? UsualBatch : (uint)run.BatchSize,
            };
            int result = BpfCall.Invoke(BpfCommand.ProgramTestRun, ref attributes);
            return result >= 0
                ? new(attributes.ReturnValue, (int)attributes.DataSizeOut, (int)attributes.ContextSizeOut, attributes.Duration)
                : throw BpfErrors.Failed("test-run program", name, (Errno)(-result), KernelFeatures.Bpf, Remedy((Errno)(-result), type, run, attributes));
        }
    }

    private static string? Remedy(Errno errno, BpfProgramType type, in BpfTestRun run, in TestRunAttributes given) => errno switch
    {
        Errno.ENOTSUPP or Errno.EOPNOTSUPP =>
            $"This kernel runs no programs of type {type} so: attach it instead, or put what is to be tested into a function that a program "
            + "of another type calls too.",
        Errno.ENOSPC when run.DataOut.Length < given.DataSizeOut =>
            $"The program left a packet of {given.DataSizeOut} bytes and DataOut has {run.DataOut.Length}.",
        Errno.ENOSPC => $"The program left a context of {given.ContextSizeOut} bytes and ContextOut has {run.ContextOut.Length}.",
        Errno.E2BIG or Errno.EINVAL when run.LiveFrames || run.BatchSize > 0 =>
            "Live frames are of kernel 5.18 and for XDP programs only; batches, of 256 packets at most, go with live frames only.",
        Errno.ENXIO when run.Cpu is { } cpu => $"CPU {cpu} is not online.",
        Errno.EINVAL => Explain(type, run),
        _ => null,
    };

    private static string? Explain(BpfProgramType type, in BpfTestRun run) => type switch
    {
        BpfProgramType.RawTracepoint => run.Data.Length > 0 || run.DataOut.Length > 0 || run.ContextOut.Length > 0 || run.Repeat > 0
            ? "A raw tracepoint program takes a context and a CPU, and no packet, no repetition and nothing to write to."
            : "A raw tracepoint program takes its arguments as context, 8 bytes for each that it reads, 96 bytes at most.",
        BpfProgramType.Syscall => "A syscall program takes a context of 64 KiB at most and as long as what it reads, and no packet, no repetition and no CPU.",
        BpfProgramType.Tracing => "Only fentry, fexit and fmod_ret programs can be run, with no input: the kernel calls its own test functions.",
        _ when run.Data.Length < ShortestPacket => $"A packet has at least {ShortestPacket} bytes, its Ethernet header; Data has {run.Data.Length}.",
        BpfProgramType.Xdp => "An XDP program takes a packet of less than a page, and a struct xdp_md whose data_end is the packet's length.",
        _ => "Look at the packet's length, which must fit a page, and at the context, whose fields may mostly be 0 only.",
    };
}
