namespace Sonde.Bpf;

/// <summary>A program of traffic control: <c>BPF_PROG_TYPE_SCHED_CLS</c> and <c>BPF_PROG_TYPE_SCHED_ACT</c>, kernel 4.1.</summary>
/// <remarks>The sections are <c>tc</c>, <c>tcx</c>, <c>netkit</c>, <c>classifier</c> and <c>action</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class TrafficProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachTcx(string, TrafficDirection, bool)"/>
    public BpfLink AttachTcx(string interfaceName, TrafficDirection direction, bool first = false)
        => Program.AttachTcx(interfaceName, direction, first);

    /// <inheritdoc cref="BpfProgram.AttachTc(string, TrafficDirection, ushort)"/>
    public BpfLink AttachTc(string interfaceName, TrafficDirection direction, ushort priority = 0)
        => Program.AttachTc(interfaceName, direction, priority);

    /// <inheritdoc cref="BpfProgram.AttachNetkit(string, bool)"/>
    public BpfLink AttachNetkit(string interfaceName, bool peer = false) => Program.AttachNetkit(interfaceName, peer);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
