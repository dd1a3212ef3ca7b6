using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Bpf;

/// <summary>libbpf's word about a CO-RE relocation, which it puts into the verifier's log in place of an instruction that cannot be.</summary>
/// <remarks><c>failed to resolve CO-RE relocation &lt;byte_off&gt; [7] struct task_struct.pid (0:1 @ offset 4)</c></remarks>
internal sealed partial record RelocationFailure(string Kind, int TypeId, string TypeName, string? Member, int? InstructionIndex)
{
    private const string Sentence = "failed to resolve CO-RE relocation ";

    public static RelocationFailure? Parse(string log)
    {
        int sentence = log.LastIndexOf(Sentence, StringComparison.Ordinal);
        if (sentence < 0 || Specification().Match(log, sentence + Sentence.Length) is not { Success: true } match)
            return null;

        string member = match.Groups["member"].Value;
        Match at = Instruction().Match(log, 0, sentence);
        return new(
            match.Groups["kind"].Value,
            int.Parse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
            match.Groups["type"].Value,
            member.Length == 0 ? null : member,
            at.Success ? int.Parse(at.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The kernel types that libbpf found for the type, of all that it said of candidates.</summary>
    public IReadOnlyList<string> CandidatesIn(IEnumerable<string> lines)
    {
        string local = string.Create(CultureInfo.InvariantCulture, $"CO-RE relocating [{TypeId}] ");
        const string found = "found target candidate ";
        var candidates = new List<string>();
        foreach (string line in lines)
        {
            int start = line.IndexOf(found, StringComparison.Ordinal);
            if (start >= 0 && line.Contains(local, StringComparison.Ordinal))
                candidates.Add(line[(start + found.Length)..].Trim());
        }

        return candidates;
    }

    public string Remedy(bool hasCandidates) => (Member, Kind.StartsWith("enumval", StringComparison.Ordinal), hasCandidates) switch
    {
        (null, _, _) => "Ask bpf_core_type_exists() before using it, or declare it as this kernel does.",
        (_, true, _) => "Ask bpf_core_enum_value_exists() before using it.",
        (_, _, true) => "Ask bpf_core_field_exists() before using it, or declare it with the type that this kernel gives it.",
        _ => "Ask bpf_core_type_exists() before using it.",
    };

    // "::" stands before an enumeration's value, "." before a field; an index may follow the type: "struct a[1].b".
    [GeneratedRegex(
        @"\G<(?<kind>\w+)> \[(?<id>\d+)\] (?<type>(?:\w+ )?(?:<anon>|[\w]+))(?:(?:::|\.)?(?<member>[\w.\[\]<>]+))?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Specification();

    [GeneratedRegex(@"^(\d+): <invalid CO-RE relocation>", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.RightToLeft)]
    private static partial Regex Instruction();
}
