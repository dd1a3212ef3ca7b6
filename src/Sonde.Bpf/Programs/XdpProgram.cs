namespace Sonde.Bpf;

/// <summary>A program of packets at the driver: <c>BPF_PROG_TYPE_XDP</c>, kernel 4.8.</summary>
/// <remarks>The sections are <c>xdp</c> and <c>xdp.frags</c>. One of <c>xdp/devmap</c> or <c>xdp/cpumap</c> goes into such a map instead.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class XdpProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachXdp(string, XdpMode)"/>
    public BpfLink AttachXdp(string interfaceName, XdpMode mode = XdpMode.Any) => Program.AttachXdp(interfaceName, mode);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
