namespace Sonde.Bpf;

/// <summary>What to do until the next look.</summary>
/// <param name="Delay">How long until the next look at the latest.</param>
/// <param name="IsAsleep">Whether the kernel is to wake the reader up before that, when a record comes.</param>
internal readonly record struct Pause(TimeSpan Delay, bool IsAsleep);
