using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Bpf;

/// <summary>What matters in a verifier log: where it stopped and why.</summary>
internal sealed partial record VerifierReport(
    string Summary, int? InstructionIndex, string? Instruction, BpfSourceLocation? Source, string? Hint)
{
    public static VerifierReport? Parse(string log)
    {
        string[] lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int end = Array.FindLastIndex(lines, l => !IsStatistics(l));
        if (end < 0)
            return null;

        int? index = null;
        string? instruction = null;
        BpfSourceLocation? source = null;
        for (int i = 0; i <= end; i++)
        {
            if (lines[i].StartsWith("; ", StringComparison.Ordinal))
            {
                source = ParseSource(lines[i][2..]);
            }
            else if (InstructionLine().Match(lines[i]) is { Success: true } match)
            {
                index = int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
                instruction = WithoutState(match.Groups[2].Value);
            }
        }

        string summary = lines[end].Trim();
        return new VerifierReport(summary, index, instruction, source, VerifierHints.For(summary));
    }

    private static bool IsStatistics(string line)
        => line.StartsWith("processed ", StringComparison.Ordinal)
            || line.StartsWith("verification time", StringComparison.Ordinal)
            || line.StartsWith("stack depth", StringComparison.Ordinal)
            || string.IsNullOrWhiteSpace(line);

    // Since 6.9 the kernel ends the line with "@ file.c:12".
    private static BpfSourceLocation ParseSource(string text)
    {
        Match match = SourceLine().Match(text);
        return match.Success
            ? new(match.Groups[2].Value, int.Parse(match.Groups[3].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), match.Groups[1].Value.Trim())
            : new(null, 0, text.Trim());
    }

    // Register state follows the instruction on the same line: "(b7) r1 = 0      ; R1_w=0".
    private static string WithoutState(string instruction)
    {
        int state = instruction.IndexOf(" ;", StringComparison.Ordinal);
        return (state < 0 ? instruction : instruction[..state]).Trim();
    }

    [GeneratedRegex(@"^(\d+): (\([0-9a-f]{2}\) .*)$", RegexOptions.CultureInvariant)]
    private static partial Regex InstructionLine();

    [GeneratedRegex(@"^(.*) @ ([^@]+):(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex SourceLine();
}
