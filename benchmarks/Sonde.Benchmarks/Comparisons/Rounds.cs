namespace Sonde.Benchmarks;

/// <summary>What the sides gave in rounds that they did in turns, so that a busy neighbour hits all.</summary>
/// <param name="Names">The sides, Sonde first.</param>
/// <param name="Figures">The figures of each, in ascending order.</param>
internal sealed record Rounds(string[] Names, double[][] Figures)
{
    /// <summary>Has each side do the job once a round.</summary>
    public static Rounds Take(int warmUps, int rounds, params Side[] sides)
    {
        List<double>[] figures = [.. sides.Select(_ => new List<double>())];
        for (int round = 0; round < warmUps + rounds; round++)
        {
            for (int turn = 0; turn < sides.Length; turn++)
            {
                int which = Turn(round, turn, sides.Length);
                double figure = sides[which].Measure();
                if (round >= warmUps)
                    figures[which].Add(figure);
            }
        }

        return new Rounds([.. sides.Select(s => s.Name)], [.. figures.Select(f => f.Order().ToArray())]);
    }

    /// <summary>
    /// Whose turn it is: who begins changes with each round, and so does the direction, so that each comes as often after each other,
    /// who leaves the caches as they are.
    /// </summary>
    public static int Turn(int round, int turn, int sides)
        => ((round / 2) + ((round & 1) == 0 ? turn : sides - turn)) % sides;

    /// <summary>The value below which a share of the sorted values lies.</summary>
    public static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
