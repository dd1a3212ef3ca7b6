using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Bpf;

/// <summary>What matters in a verifier log: where it stopped and why.</summary>
/// <param name="Summary">The verifier's sentences.</param>
/// <param name="Class">The kind of mistake.</param>
/// <param name="InstructionIndex">The instruction that it stopped at.</param>
/// <param name="Instruction">That instruction.</param>
/// <param name="Source">The line of C, with its number on kernels since 6.9 only.</param>
/// <param name="AcquiringInstruction">The instruction that acquired what was not released.</param>
/// <param name="Hint">What usually helps.</param>
internal sealed partial record VerifierReport(
    string Summary,
    BpfVerifierErrorClass Class,
    int? InstructionIndex,
    string? Instruction,
    BpfSourceLocation? Source,
    int? AcquiringInstruction,
    string? Hint)
{
    // More sentences than this are no explanation any more.
    private const int MostMessages = 4;

    /// <summary>Reads a log from its end, which is where the reason stands: logs can have a hundred megabytes.</summary>
    public static VerifierReport? Parse(string log)
    {
        var messages = new List<string>();
        BpfSourceLocation? source = null;
        int? index = null;
        string? instruction = null;
        int end = log.Length;
        while (end > 0 && (index is null || source is null))
        {
            int start = log.LastIndexOf('\n', end - 1) + 1;
            ReadOnlySpan<char> line = log.AsSpan(start, end - start).TrimEnd('\r');
            end = start - 1;
            if (TryReadInstruction(line, out int number, out ReadOnlySpan<char> text))
            {
                index ??= number;
                instruction ??= WithoutState(text);
            }
            else if (line.StartsWith("; ", StringComparison.Ordinal))
            {
                source ??= ReadSource(line[2..]);
            }
            else if (index is null && source is null && messages.Count < MostMessages && ReadMessage(line) is { } message)
            {
                messages.Insert(0, message);
            }
        }

        if (messages.Count == 0)
            return null;
        string summary = string.Join("; ", messages);
        if (NamedInstruction().Match(summary) is { Success: true } named && Number(named) != index)
            (index, instruction) = (Number(named), null);
        int? acquiring = AcquiredAt().Match(summary) is { Success: true } acquired ? Number(acquired) : null;
        VerifierRule? rule = VerifierRules.For(summary);
        return new(summary, rule?.Class ?? BpfVerifierErrorClass.Unclassified, index, instruction, source, acquiring, rule?.Hint);
    }

    // "12: (79) r0 = *(u64 *)(r1 +0)"
    private static bool TryReadInstruction(ReadOnlySpan<char> line, out int number, out ReadOnlySpan<char> text)
    {
        int colon = line.IndexOf(": (", StringComparison.Ordinal);
        text = colon < 0 ? default : line[(colon + 2)..];
        number = 0;
        return text.Length > 4 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]) && text[3] == ')'
            && int.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    // Since 6.9 the kernel ends the line with "@ file.c:12". Line 0 is code that the compiler added: it says nothing.
    private static BpfSourceLocation? ReadSource(ReadOnlySpan<char> line)
    {
        int at = line.LastIndexOf(" @ ");
        int colon = line.LastIndexOf(':');
        if (at >= 0 && colon > at && int.TryParse(line[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return number == 0 ? null : new(line[(at + 3)..colon].ToString(), number, line[..at].Trim().ToString());
        return line.Trim().IsEmpty ? null : new(null, 0, line.Trim().ToString());
    }

    // Null for what is no sentence about a mistake: statistics, register states, progress.
    private static string? ReadMessage(ReadOnlySpan<char> line)
    {
        // Some sentences lack their line feed, and the statistics follow at once.
        int statistics = line.IndexOf("processed ", StringComparison.Ordinal);
        if (statistics >= 0 && line[statistics..].Contains(" insns (limit ", StringComparison.Ordinal))
            line = line[..statistics];
        return line.Trim().IsEmpty || line[0] == ' ' || Noise().IsMatch(line) ? null : line.Trim().ToString();
    }

    // Register state follows the instruction on the same line: "(b7) r1 = 0      ; R1_w=0", "(55) if r2 != 0x0 goto pc+4 16: R0=…".
    private static string WithoutState(ReadOnlySpan<char> instruction)
    {
        int state = instruction.IndexOf(" ;", StringComparison.Ordinal);
        if (state >= 0)
            instruction = instruction[..state];
        Regex.ValueMatchEnumerator next = NextState().EnumerateMatches(instruction);
        return (next.MoveNext() ? instruction[..next.Current.Index] : instruction).Trim().ToString();
    }

    private static int Number(Match match) => int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(verification time|stack depth|insns processed|mark_precise: |mark_read|last_idx |regs=|parent (didn|already)|propagating |"
        + @"\d+: |from \d+ to |(cur|old) state:|callee:|caller:|returning from callee|to caller at|func#\d|Func#|Validating |Global function|"
        + @"Live regs|arg#\d+ reference type\('UNKNOWN )",
        RegexOptions.CultureInvariant)]
    private static partial Regex Noise();

    [GeneratedRegex(@"\s\d+: (frame\d+: )?R\d+.*$", RegexOptions.CultureInvariant)]
    private static partial Regex NextState();

    [GeneratedRegex(@"(?:unreachable|range from|edge from|detected at) insn (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex NamedInstruction();

    [GeneratedRegex(@"\balloc_insn=(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex AcquiredAt();
}
