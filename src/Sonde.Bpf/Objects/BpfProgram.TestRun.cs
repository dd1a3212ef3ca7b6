using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Runs the program once in the kernel with a context of your own (<c>BPF_PROG_TEST_RUN</c>).</summary>
    /// <remarks>Takes raw tracepoint programs since 5.10; what other types take differs by kernel. Needs CAP_BPF and CAP_PERFMON.</remarks>
    /// <param name="context">The context, for a raw tracepoint its arguments, 8 bytes each; may be empty.</param>
    /// <returns>What the program returned.</returns>
    /// <exception cref="BpfException">The kernel cannot run a program of this type so, or refuses.</exception>
    public uint TestRun(ReadOnlySpan<byte> context = default)
    {
        using var lease = new HandleLease(Fd);
        fixed (byte* input = context)
        {
            var attributes = new TestRunAttributes
            {
                ProgramFd = lease.Descriptor,
                ContextIn = input,
                ContextSizeIn = (uint)context.Length,
            };
            int result = BpfCall.Invoke(BpfCommand.ProgramTestRun, ref attributes);
            return result >= 0
                ? attributes.ReturnValue
                : throw BpfErrors.Failed("test-run program", Name, (Errno)(-result), KernelFeatures.Bpf);
        }
    }
}
