namespace Sonde.Bpf;

/// <summary>A program of a netfilter hook: <c>BPF_PROG_TYPE_NETFILTER</c>, kernel 6.4.</summary>
/// <remarks>The section is <c>netfilter</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class NetfilterProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachNetfilter(int, int, int)"/>
    public BpfLink AttachNetfilter(int family, int hook, int priority) => Program.AttachNetfilter(family, hook, priority);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
