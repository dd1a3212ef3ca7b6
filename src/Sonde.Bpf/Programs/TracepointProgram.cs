namespace Sonde.Bpf;

/// <summary>A program of tracepoints: <c>BPF_PROG_TYPE_TRACEPOINT</c>, kernel 4.7.</summary>
/// <remarks>The sections are <c>tracepoint</c> and <c>tp</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class TracepointProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.Attach()"/>
    public BpfLink Attach() => Program.Attach();

    /// <inheritdoc cref="BpfProgram.AttachTracepoint(string, string, ulong)"/>
    public BpfLink AttachTracepoint(string category, string name, ulong cookie = 0) => Program.AttachTracepoint(category, name, cookie);
}
