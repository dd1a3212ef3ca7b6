using System.Globalization;

namespace Sonde.Benchmarks;

/// <summary>Prints the result of a comparison: all sides, and the ratio of the first to each other.</summary>
internal static class Table
{
    public static void Print(string title, Rounds rounds)
    {
        Console.WriteLine($"{title}, {rounds.Figures[0].Length} rounds in turns");
        Head();
        for (int side = 0; side < rounds.Names.Length; side++)
            Row(rounds.Names[side], rounds.Figures[side]);
        double[] ours = rounds.Figures[0];
        for (int side = 1; side < rounds.Names.Length; side++)
        {
            double[] theirs = rounds.Figures[side];
            Line($"to {rounds.Names[side]}: ratio of medians {At(ours, 0.5) / At(theirs, 0.5):F2}, of minima {ours[0] / theirs[0]:F2}");
            Line($"  spread {At(ours, 0.1) / At(theirs, 0.9):F2} to {At(ours, 0.9) / At(theirs, 0.1):F2} (p10/p90 to p90/p10)");
        }
    }

    public static void Head() => Console.WriteLine($"{"",-40} {"min",9} {"p10",9} {"median",9} {"p90",9} {"max",9}");

    public static void Row(string name, double[] sorted)
        => Line($"{name,-40} {sorted[0],9:F2} {At(sorted, 0.1),9:F2} {At(sorted, 0.5),9:F2} {At(sorted, 0.9),9:F2} {sorted[^1],9:F2}");

    public static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static double At(double[] sorted, double share) => Rounds.At(sorted, share);
}
