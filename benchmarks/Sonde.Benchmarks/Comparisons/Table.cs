using System.Globalization;

namespace Sonde.Benchmarks;

/// <summary>Prints the result of a comparison: both sides and their ratio.</summary>
internal static class Table
{
    public static void Print(string title, string ours, string theirs, Rounds rounds)
    {
        Console.WriteLine($"{title}, {rounds.Ours.Length} rounds in turns");
        Console.WriteLine($"{"",-36} {"min",9} {"p10",9} {"median",9} {"p90",9} {"max",9}");
        Row(ours, rounds.Ours);
        Row(theirs, rounds.Theirs);
        Line($"ratio of medians {At(rounds.Ours, 0.5) / At(rounds.Theirs, 0.5):F2}, of minima {rounds.Ours[0] / rounds.Theirs[0]:F2}");
        Line($"its spread {At(rounds.Ours, 0.1) / At(rounds.Theirs, 0.9):F2} to {At(rounds.Ours, 0.9) / At(rounds.Theirs, 0.1):F2} (p10/p90 to p90/p10)");
    }

    public static void Row(string name, double[] sorted)
        => Line($"{name,-36} {sorted[0],9:F2} {At(sorted, 0.1),9:F2} {At(sorted, 0.5),9:F2} {At(sorted, 0.9),9:F2} {sorted[^1],9:F2}");

    public static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static double At(double[] sorted, double share) => Rounds.At(sorted, share);
}
