using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The kernel's verifier refused a program.</summary>
public sealed class BpfVerifierException : BpfException
{
    internal BpfVerifierException(string program, Errno errno, VerifierReport report, BpfSourceLocation? source, string log)
        : base(Describe(program, report, source), "load program", program, errno, report.Hint)
    {
        Program = program;
        Summary = report.Summary;
        InstructionIndex = report.InstructionIndex;
        Instruction = report.Instruction;
        Location = source;
        Log = log;
    }

    /// <summary>The program that was refused.</summary>
    public string Program { get; }

    /// <summary>The verifier's own sentence, the last one before its statistics.</summary>
    public string Summary { get; }

    /// <summary>The index of the instruction that it stopped at, or null when it named none.</summary>
    public int? InstructionIndex { get; }

    /// <summary>That instruction as the verifier writes it, or null.</summary>
    public string? Instruction { get; }

    /// <summary>The line of C that it was compiled from, or null when the object has no line information.</summary>
    public BpfSourceLocation? Location { get; }

    /// <summary>All that the verifier wrote.</summary>
    public string Log { get; }

    private static string Describe(string program, VerifierReport report, BpfSourceLocation? source)
    {
        string message = $"The verifier refused program {program}: {report.Summary}";
        if (report.Instruction is not null)
            message += $" at instruction {report.InstructionIndex}: {report.Instruction}";
        if (source is not null)
            message += $" ({source})";
        return report.Hint is null ? $"{message}." : $"{message}. {report.Hint}";
    }
}
