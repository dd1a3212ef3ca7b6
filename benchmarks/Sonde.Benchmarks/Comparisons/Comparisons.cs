namespace Sonde.Benchmarks;

/// <summary>All comparisons, in the order in which they are run.</summary>
internal static class Comparisons
{
    public static readonly IComparison[] All =
    [
        new RingDrainComparison(32),
        new RingDrainComparison(128),
        new RingDrainComparison(1024),
        new RingStreamComparison(32),
        new RingStreamComparison(128),
        new RingLatencyComparison(),
        new PerfDrainComparison(),
        new MapComparison<uint, ulong>("walk-4", walk: true),
        new MapComparison<LongKey, LongValue>("walk-16", walk: true),
        new PerCpuMapComparison(),
        new MapComparison<uint, ulong>("look-up", walk: false),
        new ObjectComparison(),
        new KernelSymbolsComparison(read: true),
        new KernelSymbolsComparison(read: false),
        new DemangleComparison(),
        new AddressComparison(),
        new RecordingComparison(),
        new UnwindComparison(),
        new ScriptComparison(),
    ];

    /// <summary>Runs those that are named, or all.</summary>
    public static int Run(string peers, string[] names)
    {
        if (names.Except(All.Select(c => c.Name)).ToArray() is { Length: > 0 } unknown)
        {
            Console.Error.WriteLine($"There is no comparison {string.Join(", ", unknown)}; there are: {string.Join(", ", All.Select(c => c.Name))}.");
            return 2;
        }

        foreach (IComparison comparison in All.Where(c => names.Length == 0 || names.Contains(c.Name)))
        {
            comparison.Run(new Peers(peers));
            Console.WriteLine();
        }

        return 0;
    }
}
