namespace Sonde.Bpf;

/// <summary>A program of raw tracepoints: <c>BPF_PROG_TYPE_RAW_TRACEPOINT</c>, kernel 4.17, and its writable form.</summary>
/// <remarks>The sections are <c>raw_tp</c>, <c>raw_tracepoint</c>, and those with <c>.w</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class RawTracepointProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.Attach()"/>
    public BpfLink Attach() => Program.Attach();

    /// <inheritdoc cref="BpfProgram.AttachRawTracepoint(string, ulong)"/>
    public BpfLink AttachRawTracepoint(string name, ulong cookie = 0) => Program.AttachRawTracepoint(name, cookie);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
