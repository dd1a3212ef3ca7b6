namespace Sonde.Bpf;

/// <summary>A program that only a test run starts: <c>BPF_PROG_TYPE_SYSCALL</c>, kernel 5.14.</summary>
/// <remarks>The section is <c>syscall</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class SyscallProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
