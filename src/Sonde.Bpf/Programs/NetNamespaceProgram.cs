using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program of a network namespace: <c>BPF_PROG_TYPE_FLOW_DISSECTOR</c>, kernel 4.20, and <c>BPF_PROG_TYPE_SK_LOOKUP</c>, kernel 5.9.</summary>
/// <remarks>The sections are <c>flow_dissector</c> and <c>sk_lookup</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class NetNamespaceProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachNetNamespace(FdHandle)"/>
    public BpfLink AttachNetNamespace(FdHandle netNamespace) => Program.AttachNetNamespace(netNamespace);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
