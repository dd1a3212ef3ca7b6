namespace Sonde.Bpf;

/// <summary>A function of a table that the kernel calls: <c>BPF_PROG_TYPE_STRUCT_OPS</c>, kernel 5.6.</summary>
/// <remarks>The section is <c>struct_ops</c>. It is the table that is attached: <see cref="BpfStructOps.Attach"/>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class StructOpsProgram(BpfProgram program) : BpfTypedProgram(program);
