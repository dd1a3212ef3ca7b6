namespace Sonde.Bpf;

/// <summary>How far a ring buffer was written and read, in bytes since it was made, headers included.</summary>
/// <param name="Consumed">The consumer's position.</param>
/// <param name="Produced">The producer's position.</param>
/// <param name="Size">The size of the ring.</param>
public readonly record struct RingUsage(long Consumed, long Produced, long Size)
{
    /// <summary>Bytes that wait: how far the consumer lags behind. A ring that overwrites its oldest records has none: there it is all that was written.</summary>
    public long Backlog => Produced - Consumed;

    /// <summary>The part of the ring that waits, 0 to 100. A ring that overwrites its oldest records has no consumer: there it grows without an end.</summary>
    public double BacklogPercent => 100.0 * Backlog / Size;
}
