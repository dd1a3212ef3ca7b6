namespace Sonde.Bpf;

/// <summary>What one look at a ring gave.</summary>
/// <param name="Records">How many records were taken.</param>
/// <param name="Fill">The share of the ring that they took, 0 to 1.</param>
/// <param name="End">Why it ended.</param>
internal readonly record struct Look(long Records, double Fill, LookEnd End);
