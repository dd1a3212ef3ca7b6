using System.Text.RegularExpressions;

namespace Sonde.Bpf.Tests;

/// <summary>Logs that real kernels wrote about the programs of this folder (eng/verifier-corpus.sh), read without a kernel.</summary>
public sealed class VerifierCorpusTests
{
    private static readonly string Logs = Path.Combine(WrongProgram.Folder, "Logs");

    public static TheoryData<string> Kernels { get; } = new(Directory.GetDirectories(Logs).Select(d => Path.GetFileName(d)!).Order());

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_log_has_its_class_and_a_hint(string kernel)
    {
        var wrong = new List<string>();
        foreach ((WrongProgram program, VerifierReport report) in Read(kernel))
        {
            BpfVerifierErrorClass expected = program.Class(Version.Parse(kernel));
            if (report.Class != expected || report.Hint is null)
                wrong.Add($"{program.Name}: {report.Class} instead of {expected}, hint '{report.Hint}': {report.Summary}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_log_gives_the_line_of_the_mistake(string kernel)
    {
        var wrong = new List<string>();
        foreach ((WrongProgram program, VerifierReport report) in Read(kernel))
        {
            if (!program.HasLine(Version.Parse(kernel)))
                continue;
            string expected = File.ReadLines(Path.Combine(WrongProgram.Folder, $"{program.File}.bpf.c")).ElementAt(program.Line - 1).Trim();
            if (report.Source?.Text != expected || (Version.Parse(kernel) >= new Version(6, 9) && report.Source.Line != program.Line))
                wrong.Add($"{program.Name}: '{report.Source}' instead of line {program.Line}, '{expected}'");
        }

        Assert.Empty(wrong);
    }

    // By another rule than the parser's: the verifier stops at the last instruction that it names, and a sentence may name one.
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_log_gives_the_instruction(string kernel)
    {
        var wrong = new List<string>();
        foreach ((WrongProgram program, VerifierReport report) in Read(kernel))
        {
            string[] lines = File.ReadAllLines(Path.Combine(Logs, kernel, $"{program.Name}.txt"));
            string? last = lines.LastOrDefault(l => l.Split(':')[0].All(char.IsAsciiDigit) && l.Contains(": (", StringComparison.Ordinal));
            Match named = Regex.Match(report.Summary, @"\binsn (\d+)");
            string? expected = named.Success ? named.Groups[1].Value : last?.Split(':')[0];
            if (report.InstructionIndex?.ToString(System.Globalization.CultureInfo.InvariantCulture) != expected
                || (report.Instruction is { } text && (text.Contains(';', StringComparison.Ordinal) || !last!.Contains(text, StringComparison.Ordinal))))
                wrong.Add($"{program.Name}: {report.InstructionIndex}: {report.Instruction} instead of {expected}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_corpus_has_logs_of_five_kernels_and_thirty_mistakes()
    {
        string[] files = Directory.GetFiles(Logs, "*.txt", SearchOption.AllDirectories);

        Assert.Equal(5, Kernels.Count);
        Assert.True(files.Length >= 60, $"{files.Length} logs");
        Assert.True(files.Select(Path.GetFileName).Distinct().Count() >= 30);
        Assert.True(Enum.GetValues<BpfVerifierErrorClass>().Length - 2 <= WrongProgram.All.Values.Select(p => p.Class(new Version(7, 2))).Distinct().Count());
    }

    private static IEnumerable<(WrongProgram Program, VerifierReport Report)> Read(string kernel)
    {
        string[] files = Directory.GetFiles(Path.Combine(Logs, kernel), "*.txt");
        Assert.NotEmpty(files);
        foreach (string file in files)
            yield return (WrongProgram.All[Path.GetFileNameWithoutExtension(file)], VerifierReport.Parse(File.ReadAllText(file))!);
    }
}
