using System.Text;

namespace Sonde.Kernel;

/// <summary>What this process may do on this kernel and why not: the checks of a <see cref="KernelDoctor"/>.</summary>
public sealed class KernelReport
{
    internal KernelReport(KernelVersion version, IReadOnlyList<KernelCheck> checks)
    {
        Version = version;
        Checks = checks;
    }

    /// <summary>The running kernel.</summary>
    public KernelVersion Version { get; }

    /// <summary>All checks, in a fixed order.</summary>
    public IReadOnlyList<KernelCheck> Checks { get; }

    /// <summary>Whether nothing is known to stand in the way of all the features given.</summary>
    /// <param name="features">One or more features.</param>
    public bool Allows(KernelFeatures features) => !Blockers(features).Any();

    /// <summary>The checks that stand in the way of any of the features given.</summary>
    /// <param name="features">One or more features.</param>
    public IEnumerable<KernelCheck> Blockers(KernelFeatures features)
        => Checks.Where(c => c.Status == CheckStatus.Blocked && (c.Affects & features) != 0);

    /// <summary>What stands in the way of the features as sentences for an error message, or null when nothing is known to.</summary>
    /// <param name="features">One or more features.</param>
    public string? Explain(KernelFeatures features)
    {
        string[] sentences = Blockers(features)
            .Select(c => $"{c.Name} is {c.Found}, needed: {c.Needed}{(c.Remedy is null ? "." : $"; {c.Remedy}.")}")
            .ToArray();
        return sentences.Length == 0 ? null : string.Join(' ', sentences);
    }

    /// <summary>The report as text, a line a check.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append("kernel ").Append(Version.Release).Append('\n');
        foreach (KernelCheck check in Checks)
            text.Append(check).Append('\n');
        return text.ToString();
    }
}
