using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The kernel's verifier refused a program.</summary>
public sealed class BpfVerifierException : BpfException
{
    internal BpfVerifierException(
        string program, Errno errno, VerifierReport report, BpfSourceLocation? source, BpfSourceLocation? acquired, string log)
        : base(Describe(program, report, source, acquired), "load program", program, errno, report.Hint)
    {
        Program = program;
        Class = report.Class;
        Summary = report.Summary;
        InstructionIndex = report.InstructionIndex;
        Instruction = report.Instruction;
        Location = source;
        AcquiredAt = acquired;
        Log = log;
    }

    /// <summary>The program that was refused.</summary>
    public string Program { get; }

    /// <summary>The kind of mistake; <see cref="KernelException.Remedy"/> has a hint for it.</summary>
    public BpfVerifierErrorClass Class { get; }

    /// <summary>The verifier's own sentences, those before its statistics.</summary>
    public string Summary { get; }

    /// <summary>The index of the instruction that it stopped at, or null when it named none.</summary>
    public int? InstructionIndex { get; }

    /// <summary>That instruction as the verifier writes it, or null.</summary>
    public string? Instruction { get; }

    /// <summary>The line of C that it was compiled from, or null when the object has no line information.</summary>
    public BpfSourceLocation? Location { get; }

    /// <summary>The line that acquired what is not released, for <see cref="BpfVerifierErrorClass.UnreleasedReference"/>; else null.</summary>
    public BpfSourceLocation? AcquiredAt { get; }

    /// <summary>All that the verifier wrote, however long; kernels since 6.4 themselves keep the end only of a log beyond 16 MiB.</summary>
    public string Log { get; }

    private static string Describe(string program, VerifierReport report, BpfSourceLocation? source, BpfSourceLocation? acquired)
    {
        string message = $"The verifier refused program {program}: {report.Summary}";
        if (report.Instruction is not null)
            message += $" at instruction {report.InstructionIndex}: {report.Instruction}";
        if (source is not null)
            message += $" ({source})";
        if (acquired is not null)
            message += $", acquired at {acquired}";
        return report.Hint is null ? $"{message}." : $"{message}. {report.Hint}";
    }
}
