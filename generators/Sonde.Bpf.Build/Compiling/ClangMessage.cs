using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>A line of clang's output that is an error, a warning or a note.</summary>
internal sealed class ClangMessage
{
    private static readonly Regex Placed = new(
        @"^(?<file>[^:].*?):(?<line>\d+):(?<column>\d+): (?<kind>fatal error|error|warning|note|remark): (?<text>.*)$",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    private static readonly Regex Unplaced = new(
        @"^(?:clang(?:-\d+)?: )?(?<kind>fatal error|error|warning|note): (?<text>.*)$",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    private ClangMessage(Match match)
    {
        Kind = match.Groups["kind"].Value switch
        {
            "error" or "fatal error" => ClangMessageKind.Error,
            "warning" => ClangMessageKind.Warning,
            _ => ClangMessageKind.Note,
        };
        File = match.Groups["file"].Value;
        Line = Number(match.Groups["line"].Value);
        Column = Number(match.Groups["column"].Value);
        Text = match.Groups["text"].Value;
    }

    public ClangMessageKind Kind { get; }

    /// <summary>The path as clang was given it, or empty.</summary>
    public string File { get; }

    public int Line { get; }

    public int Column { get; }

    public string Text { get; }

    public static ClangMessage? Parse(string line)
    {
        Match match = Placed.Match(line);
        if (!match.Success)
            match = Unplaced.Match(line);
        return match.Success ? new ClangMessage(match) : null;
    }

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
