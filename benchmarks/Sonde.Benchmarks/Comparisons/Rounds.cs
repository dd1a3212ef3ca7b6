namespace Sonde.Benchmarks;

/// <summary>What two sides gave in rounds that they did in turns, so that a busy neighbour hits both.</summary>
/// <param name="Ours">Sonde's, in ascending order.</param>
/// <param name="Theirs">The peer's, in ascending order.</param>
internal sealed record Rounds(double[] Ours, double[] Theirs)
{
    /// <summary>Alternates between the sides; the one that begins changes with each round.</summary>
    public static Rounds Take(int warmUps, int rounds, Func<double> ours, Func<double> theirs)
    {
        var a = new List<double>();
        var b = new List<double>();
        for (int round = -warmUps; round < rounds; round++)
        {
            double first = (round & 1) == 0 ? ours() : theirs();
            double second = (round & 1) == 0 ? theirs() : ours();
            if (round < 0)
                continue;
            a.Add((round & 1) == 0 ? first : second);
            b.Add((round & 1) == 0 ? second : first);
        }

        return new Rounds([.. a.Order()], [.. b.Order()]);
    }

    /// <summary>The value below which a share of the sorted values lies.</summary>
    public static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
