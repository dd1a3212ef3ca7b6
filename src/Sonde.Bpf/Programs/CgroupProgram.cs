namespace Sonde.Bpf;

/// <summary>A program of control groups: <c>BPF_PROG_TYPE_CGROUP_SKB</c>, <c>BPF_PROG_TYPE_CGROUP_SOCK_ADDR</c> and their like, kernel 4.10.</summary>
/// <remarks>The sections are <c>cgroup</c>, <c>cgroup_skb</c>, <c>lsm_cgroup</c> and <c>sockops</c>. The kernel runs those of packets by <c>TestRun</c>, and no others.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class CgroupProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachCgroup(string)"/>
    public BpfLink AttachCgroup(string path) => Program.AttachCgroup(path);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
