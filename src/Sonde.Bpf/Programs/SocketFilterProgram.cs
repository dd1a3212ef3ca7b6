namespace Sonde.Bpf;

/// <summary>A program that filters what a socket receives: <c>BPF_PROG_TYPE_SOCKET_FILTER</c>, kernel 3.19.</summary>
/// <remarks>The section is <c>socket</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class SocketFilterProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachSocket(System.Net.Sockets.Socket)"/>
    public BpfLink AttachSocket(System.Net.Sockets.Socket socket) => Program.AttachSocket(socket);

    /// <inheritdoc cref="BpfProgram.TestRun(ReadOnlySpan{byte})"/>
    public uint TestRun(ReadOnlySpan<byte> context = default) => Program.TestRun(context);

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => Program.TestRun(in run);
}
