namespace Sonde.Bpf;

/// <summary>A program of the sockets in a map: <c>BPF_PROG_TYPE_SK_SKB</c>, kernel 4.14, and <c>BPF_PROG_TYPE_SK_MSG</c>, kernel 4.17.</summary>
/// <remarks>The sections are <c>sk_skb</c> and <c>sk_msg</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class SocketMapProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachSocketMap(BpfMap)"/>
    public BpfLink AttachSocketMap(BpfMap map) => Program.AttachSocketMap(map);
}
