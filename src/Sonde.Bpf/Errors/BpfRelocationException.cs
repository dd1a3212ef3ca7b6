using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program uses a kernel type, field or enumeration value that this kernel does not have (a CO-RE relocation failed).</summary>
public sealed class BpfRelocationException : BpfException
{
    internal BpfRelocationException(
        string program, Errno errno, RelocationFailure failure, IReadOnlyList<string> candidates, BpfSourceLocation? source, string log)
        : base(Describe(program, failure, candidates, source), "relocate program", program, errno, failure.Remedy(candidates.Count > 0))
    {
        Program = program;
        Kind = failure.Kind;
        TypeName = failure.TypeName;
        Member = failure.Member;
        Candidates = candidates;
        InstructionIndex = failure.InstructionIndex;
        Location = source;
        Log = log;
    }

    /// <summary>The program.</summary>
    public string Program { get; }

    /// <summary>What was asked of the type, as libbpf spells it: <c>byte_off</c>, <c>field_exists</c>, <c>type_id</c>, <c>enumval_value</c> …</summary>
    public string Kind { get; }

    /// <summary>The type as the program declares it: <c>struct task_struct</c>.</summary>
    public string TypeName { get; }

    /// <summary>The field or enumeration value that was looked for in it (<c>mm.pgd</c>); null when it is the type itself.</summary>
    public string? Member { get; }

    /// <summary>The kernel's types that were tried: <c>[114] struct task_struct in [vmlinux]</c>. Empty when it has none of this name.</summary>
    public IReadOnlyList<string> Candidates { get; }

    /// <summary>The index of the instruction, or null when it is not known.</summary>
    public int? InstructionIndex { get; }

    /// <summary>The line of C, or null when the object has no line information.</summary>
    public BpfSourceLocation? Location { get; }

    /// <summary>All that the verifier wrote, with libbpf's sentence about the relocation.</summary>
    public string Log { get; }

    private static string Describe(string program, RelocationFailure failure, IReadOnlyList<string> candidates, BpfSourceLocation? source)
    {
        string message = failure.Member is null
            ? $"Program {program} uses {failure.TypeName}, which this kernel does not have"
            : candidates.Count == 0
                ? $"Program {program} uses {failure.Member} of {failure.TypeName}, and this kernel has no such type"
                : $"Program {program} uses {failure.Member} of {failure.TypeName}, which fits none of this kernel's types of that name";
        if (candidates.Count > 0)
            message += $"; tried: {string.Join(", ", candidates)}";
        if (source is not null)
            message += $" ({source})";
        return $"{message}. {failure.Remedy(candidates.Count > 0)}";
    }
}
