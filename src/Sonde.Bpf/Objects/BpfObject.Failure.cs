using System.Text.RegularExpressions;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfObject
{
    private BpfException LoadFailure(Errno errno, string libbpfText)
    {
        Match log = VerifierLog().Match(libbpfText);
        if (log.Success && VerifierReport.Parse(log.Groups["log"].Value) is { } report)
        {
            string program = log.Groups["program"].Value;
            BpfSourceLocation? source = report.Source is { Line: > 0 } ? report.Source : LocationOf(program, report) ?? report.Source;
            return new BpfVerifierException(program, errno, report, source, log.Groups["log"].Value);
        }

        string? text = FirstLine(libbpfText);
        KernelFeatures needs = KernelFeatures.Bpf;
        if (text is not null && text.Contains("BTF", StringComparison.Ordinal))
            needs |= KernelFeatures.Btf;
        string? remedy = errno is Errno.EPERM or Errno.EACCES ? KernelDoctor.Examine().Explain(needs) : null;
        return BpfErrors.Failed("load BPF object", Name, errno, needs, remedy ?? text);
    }

    // The log of a kernel before 6.9 has the text of the line only; .BTF.ext has its number.
    private BpfSourceLocation? LocationOf(string program, VerifierReport report)
        => report.InstructionIndex is { } index ? InstructionLines.Find(_image, program, index) : null;

    // libbpf's first warning names the cause, later ones repeat it further out.
    internal static string? FirstLine(string text)
    {
        string line = text.Split('\n')[0].Trim();
        if (line.StartsWith("libbpf: ", StringComparison.Ordinal))
            line = line["libbpf: ".Length..];
        return line.Length == 0 ? null : $"libbpf says: {line}.";
    }

    [GeneratedRegex(
        @"prog '(?<program>[^']*)': -- BEGIN PROG LOAD LOG --\n(?<log>.*?)-- END PROG LOAD LOG --",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex VerifierLog();
}
