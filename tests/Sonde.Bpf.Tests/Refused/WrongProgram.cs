using System.Text.RegularExpressions;

namespace Sonde.Bpf.Tests;

/// <summary>A deliberately wrong program, with what its comments say about it (see refused.h).</summary>
internal sealed partial record WrongProgram(string File, string Name)
{
    private readonly List<(Version Before, BpfVerifierErrorClass Class)> _older = [];
    private BpfVerifierErrorClass _class;
    private Version? _acceptedSince;
    private Version? _acceptedBefore;

    /// <summary>The line that it must be refused at; 0 where the source marks none.</summary>
    public int Line { get; private set; }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Refused");

    /// <summary>All, by name.</summary>
    public static IReadOnlyDictionary<string, WrongProgram> All { get; } = Directory.GetFiles(Folder, "*.bpf.c")
        .SelectMany(Read)
        .ToDictionary(p => p.Name);

    public bool IsAccepted(Version kernel)
        => (_acceptedSince is { } since && kernel >= since) || (_acceptedBefore is { } before && kernel < before);

    /// <summary>Whether the kernel must name the marked line: older ones that find another mistake find it elsewhere.</summary>
    public bool HasLine(Version kernel) => Line > 0 && _older.All(older => kernel >= older.Before);

    public BpfVerifierErrorClass Class(Version kernel)
    {
        foreach ((Version before, BpfVerifierErrorClass older) in _older)
        {
            if (kernel < before)
                return older;
        }

        return _class;
    }

    private static IEnumerable<WrongProgram> Read(string path)
    {
        string[] lines = System.IO.File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!Expectation().IsMatch(lines[i]))
                continue;
            int first = i;
            while (!lines[i].StartsWith("SEC(", StringComparison.Ordinal))
                i++;
            var program = new WrongProgram(Path.GetFileName(path)[..^".bpf.c".Length], Function().Match(lines[i + 1]).Groups[1].Value);
            foreach (string line in lines[first..i])
                program.Expect(Expectation().Match(line));
            program.FindMark(lines, i);
            yield return program;
        }
    }

    private void Expect(Match said)
    {
        if (!said.Success)
            return;
        var version = said.Groups["version"].Success ? Version.Parse(said.Groups["version"].Value) : null;
        switch (said.Groups["what"].Value)
        {
            case "refused before":
                _older.Add((version!, Enum.Parse<BpfVerifierErrorClass>(said.Groups["class"].Value)));
                break;
            case "refused":
                _class = Enum.Parse<BpfVerifierErrorClass>(said.Groups["class"].Value);
                break;
            case "accepted since":
                _acceptedSince = version;
                break;
            default:
                _acceptedBefore = version;
                break;
        }
    }

    // Within the function; a mistake in a function that it calls is marked by "in NAME" there.
    private void FindMark(string[] lines, int start)
    {
        int end = Array.FindIndex(lines, start, l => l == "}");
        int mark = Array.FindIndex(lines, start, end - start, l => l.Contains("/* here */", StringComparison.Ordinal));
        if (mark < 0)
            mark = Array.FindIndex(lines, l => l.Contains($"/* here in {Name} */", StringComparison.Ordinal));
        Line = mark + 1;
    }

    [GeneratedRegex(@"^// (?<what>refused before|refused|accepted since|accepted before)(?: (?<version>[\d.]+))?(?:: (?<class>\w+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Expectation();

    [GeneratedRegex(@"(\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Function();
}
