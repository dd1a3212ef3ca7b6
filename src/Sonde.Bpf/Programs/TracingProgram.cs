namespace Sonde.Bpf;

/// <summary>A program that is loaded for one function, tracepoint or hook: <c>BPF_PROG_TYPE_TRACING</c>, kernel 5.5, <c>BPF_PROG_TYPE_LSM</c>, <c>BPF_PROG_TYPE_EXT</c>.</summary>
/// <remarks>The sections are <c>fentry</c>, <c>fexit</c>, <c>fmod_ret</c>, <c>tp_btf</c>, <c>lsm</c> and <c>freplace</c>. The kernel runs <c>fentry</c>, <c>fexit</c> and
/// <c>fmod_ret</c> programs of its test functions by <c>TestRun</c>, and no others.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class TracingProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.Attach()"/>
    public BpfLink Attach() => Program.Attach();

    /// <inheritdoc cref="BpfProgram.AttachTrace(ulong)"/>
    public BpfLink AttachTrace(ulong cookie = 0) => Program.AttachTrace(cookie);

    /// <inheritdoc cref="BpfProgram.SetAttachTarget(string)"/>
    public void SetAttachTarget(string function) => Program.SetAttachTarget(function);

    /// <inheritdoc cref="BpfProgram.SetAttachTarget(BpfProgram, string)"/>
    public void SetAttachTarget(BpfProgram target, string function) => Program.SetAttachTarget(target, function);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
