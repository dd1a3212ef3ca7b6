using System.Collections;
using System.Globalization;

namespace Sonde.Kernel;

/// <summary>A set of CPU numbers, as the kernel lists them: <c>0-3,5</c>.</summary>
/// <remarks>
/// Per-CPU map values have one slot for each possible CPU (<see cref="Possible"/>), perf events are opened on online ones
/// (<see cref="Online"/>). Numbers may have gaps.
/// </remarks>
public sealed class CpuSet : IReadOnlyList<int>
{
    // NR_CPUS of the largest distribution kernels is 8192; a number far above is a broken file, not a machine.
    private const int Limit = 1 << 16;
    private static readonly Lazy<CpuSet> PossibleCpus = new(
        () => Read("/sys/devices/system/cpu/possible"), LazyThreadSafetyMode.PublicationOnly); // A failure is not kept.

    private readonly int[] _cpus;

    private CpuSet(int[] cpus) => _cpus = cpus;

    /// <summary>CPUs that may ever be online. Fixed while the kernel runs.</summary>
    public static CpuSet Possible => PossibleCpus.Value;

    /// <summary>CPUs that are online now. Read anew at each call.</summary>
    public static CpuSet Online => Read("/sys/devices/system/cpu/online");

    /// <summary>How many CPUs.</summary>
    public int Count => _cpus.Length;

    /// <summary>The CPU at a place in ascending order.</summary>
    /// <param name="index">The place, from 0.</param>
    public int this[int index] => _cpus[index];

    /// <summary>Parses the kernel's list form.</summary>
    /// <param name="list">For example <c>0-3,5</c>; white space around it is ignored; empty gives no CPU.</param>
    /// <exception cref="FormatException">The text is not such a list.</exception>
    public static CpuSet Parse(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        var cpus = new SortedSet<int>();
        string text = list.Trim();
        foreach (string range in text.Length == 0 ? [] : text.Split(','))
        {
            int dash = range.IndexOf('-', StringComparison.Ordinal);
            int first = Number(dash < 0 ? range : range[..dash], list);
            int last = dash < 0 ? first : Number(range[(dash + 1)..], list);
            if (last < first)
                throw new FormatException($"'{list}' is not a list of CPUs: {range} runs backwards.");
            for (int cpu = first; cpu <= last; cpu++)
                cpus.Add(cpu);
        }

        return new CpuSet([.. cpus]);
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_cpus).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static CpuSet Read(string path) => Parse(File.ReadAllText(path));

    private static int Number(string text, string list)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) && cpu < Limit
            ? cpu
            : throw new FormatException($"'{list}' is not a list of CPUs: '{text}' is no CPU number.");
}
