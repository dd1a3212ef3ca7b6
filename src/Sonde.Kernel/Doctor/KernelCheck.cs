namespace Sonde.Kernel;

/// <summary>One thing that decides what this process may do, with the value found and the value needed.</summary>
/// <param name="Name">What was looked at, for example <c>perf_event_paranoid</c>.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Found">The value found.</param>
/// <param name="Needed">The value needed.</param>
/// <param name="Remedy">The command or the setting that mends it, or null when there is nothing to mend or no way to.</param>
/// <param name="Affects">What cannot be used when the status is <see cref="CheckStatus.Blocked"/>.</param>
public sealed record KernelCheck(
    string Name, CheckStatus Status, string Found, string Needed, string? Remedy, KernelFeatures Affects)
{
    /// <summary>The check in one line.</summary>
    public override string ToString()
    {
        string line = $"{Status.ToString().ToLowerInvariant(),-8} {Name,-26} {Found}";
        return Status == CheckStatus.Good ? line : $"{line} (needed: {Needed}){(Remedy is null ? "" : $"; {Remedy}")}";
    }
}
