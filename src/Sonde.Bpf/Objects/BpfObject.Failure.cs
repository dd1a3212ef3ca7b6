using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfObject
{
    private readonly BpfOpenOptions? _options;

    /// <summary>Begins to collect what libbpf says, for an error and for the object's own sink.</summary>
    internal LibbpfLog BeginLog() => LibbpfLog.Begin(_options);

    private BpfException LoadFailure(Errno errno, LibbpfLog log)
    {
        string libbpfText = log.Text;
        if (FindVerifierLog(libbpfText) is { } found)
        {
            (string program, string text) = found;
            VerifierReport? report = VerifierReport.Parse(text);
            if (RelocationFailure.Parse(text) is { } relocation)
            {
                return new BpfRelocationException(
                    program, errno, relocation, relocation.CandidatesIn(log.Candidates), LocationOf(program, relocation.InstructionIndex, null), text);
            }

            if (report is not null)
            {
                BpfSourceLocation? acquired = report.AcquiringInstruction is { } index ? LocationOf(program, index, null) : null;
                return new BpfVerifierException(
                    program, errno, report, LocationOf(program, report.InstructionIndex, report.Source), acquired, text);
            }
        }

        string? line = FirstLine(libbpfText);
        KernelFeatures needs = KernelFeatures.Bpf;
        if (line is not null && line.Contains("BTF", StringComparison.Ordinal))
            needs |= KernelFeatures.Btf;
        if (Programs.Any(p => p.AutoLoad && SectionTarget.Parse(p.SectionName).Kind is "fentry" or "fexit" or "fmod_ret" or "freplace"))
            needs |= KernelFeatures.Fentry;
        string? remedy = errno is Errno.EPERM or Errno.EACCES ? KernelDoctor.Examine().Explain(needs) ?? Join(line, BpfErrors.WhyNoNetwork()) : null;
        return BpfErrors.Failed("load BPF object", Name, errno, needs, remedy ?? line);
    }

    // The log of a kernel before 6.9 has the text of the line only; .BTF.ext has its number and the file.
    private BpfSourceLocation? LocationOf(string program, int? instruction, BpfSourceLocation? said)
        => InstructionLines.Find(_image, program, instruction, said);

    // "libbpf: prog 'NAME': -- BEGIN PROG LOAD LOG --\n…-- END PROG LOAD LOG --"; there is one, of the program that failed.
    private static (string Program, string Log)? FindVerifierLog(string text)
    {
        const string begin = "': -- BEGIN PROG LOAD LOG --\n";
        int name = text.IndexOf(begin, StringComparison.Ordinal);
        int quote = name <= 0 ? -1 : text.LastIndexOf('\'', name - 1);
        int end = text.LastIndexOf("-- END PROG LOAD LOG --", StringComparison.Ordinal);
        int start = name + begin.Length;
        return quote < 0 || end < start ? null : (text[(quote + 1)..name], text[start..end]);
    }

    private static string? Join(string? first, string? second) => first is null || second is null ? first ?? second : $"{first} {second}";

    // libbpf's first warning names the cause, later ones repeat it further out.
    internal static string? FirstLine(string text)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string line = (end < 0 ? text : text[..end]).Trim();
        if (line.StartsWith("libbpf: ", StringComparison.Ordinal))
            line = line["libbpf: ".Length..];
        return line.Length == 0 ? null : $"libbpf says: {line.TrimEnd('.')}.";
    }
}
