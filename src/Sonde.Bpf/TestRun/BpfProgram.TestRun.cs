namespace Sonde.Bpf;

public sealed partial class BpfProgram
{
    /// <summary>Runs the program once in the kernel with a context of your own (<c>BPF_PROG_TEST_RUN</c>).</summary>
    /// <remarks>Takes raw tracepoint programs since 5.10; what other types take differs by kernel. Needs CAP_BPF and CAP_PERFMON.</remarks>
    /// <param name="context">The context, for a raw tracepoint its arguments, 8 bytes each; may be empty.</param>
    /// <returns>What the program returned.</returns>
    /// <exception cref="BpfException">The kernel cannot run a program of this type so, or refuses.</exception>
    public uint TestRun(ReadOnlySpan<byte> context = default) => TestRun(new BpfTestRun { Context = context }).ReturnValue;

    /// <summary>Runs the program in the kernel with a packet or a context of your own, without attaching it: a unit test of BPF code.</summary>
    /// <remarks>Needs CAP_BPF, with CAP_PERFMON for tracing programs and CAP_NET_ADMIN for network programs.</remarks>
    /// <param name="run">What it is given, and where to put what it leaves.</param>
    /// <exception cref="BpfException">The kernel cannot run a program of this type so, or refuses; the message says what it takes.</exception>
    public BpfTestRunResult TestRun(in BpfTestRun run) => ProgramTestRun.Run(Fd, Name, Type, run);
}
