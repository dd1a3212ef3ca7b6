namespace Sonde.Bpf;

/// <summary>A program that walks kernel objects: an iterator of <c>BPF_PROG_TYPE_TRACING</c>, kernel 5.8.</summary>
/// <remarks>The section is <c>iter</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class IteratorProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.Attach()"/>
    public BpfLink Attach() => Program.Attach();

    /// <inheritdoc cref="BpfProgram.AttachIterator(BpfIteratorTarget?)"/>
    public BpfLink AttachIterator(BpfIteratorTarget? over = null) => Program.AttachIterator(over);
}
