using System.Globalization;

namespace Sonde.Symbols;

/// <summary>How well the frames of a file could be named.</summary>
/// <param name="Module">The file; <c>[kernel]</c>, <c>[jit]</c> for code that was compiled at run time, <c>[unmapped]</c> for addresses in none, <c>[gone]</c> and <c>[not permitted]</c> for those of processes that could not be read.</param>
/// <param name="Named">How many look-ups gave a name.</param>
/// <param name="Unnamed">How many did not, by reason.</param>
/// <param name="Explanation">The reason in words, with what can be done; null when there is none.</param>
public sealed record ModuleReport(string Module, long Named, IReadOnlyDictionary<UnknownReason, long> Unnamed, string? Explanation)
{
    /// <summary>How many look-ups there were.</summary>
    public long Total => Named + Unnamed.Values.Sum();

    /// <inheritdoc/>
    public override string ToString()
    {
        string reasons = string.Join(", ", Unnamed.OrderByDescending(pair => pair.Value).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key}")));
        return string.Create(CultureInfo.InvariantCulture, $"{Module}: {Named} of {Total} named{(reasons.Length > 0 ? "; " : "")}{reasons}{(Explanation is null ? "" : "; ")}{Explanation}");
    }
}
