namespace Sonde.Bpf;

/// <summary>How a subscription or an asynchronous reader paces its wake-ups.</summary>
/// <remarks>
/// A wake-up for each record costs the program that writes more than the record itself. So while records come quickly, the
/// reader lets them gather for a moment and looks again by itself; a record that comes alone wakes the reader up at once.
/// </remarks>
public sealed record ReadPace
{
    private readonly TimeSpan _maxDelay = TimeSpan.FromMicroseconds(500);
    private readonly TimeSpan _idleInterval = TimeSpan.FromMilliseconds(100);
    private readonly int _maxRecords = 16 * 1024;

    /// <summary>The pace of a reader that is given none.</summary>
    public static ReadPace Default { get; } = new();

    /// <summary>
    /// The longest that a record waits for others when records come quickly, 500 microseconds unless set. A ring that fills
    /// faster is looked at sooner. Zero: each wake-up of the kernel is taken at once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than zero, or more than a second.</exception>
    public TimeSpan MaxDelay
    {
        get => _maxDelay;
        init => _maxDelay = value >= TimeSpan.Zero && value <= TimeSpan.FromSeconds(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxDelay may be 0 to 1 second.");
    }

    /// <summary>
    /// How often a quiet ring is looked at although nothing woke the reader up, 100 milliseconds unless set: records that a program
    /// submits with BPF_RB_NO_WAKEUP, or that stay below a watermark, are found so. Once some were found the reader looks more often.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or more than an hour.</exception>
    public TimeSpan IdleInterval
    {
        get => _idleInterval;
        init => _idleInterval = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "IdleInterval may be 1 millisecond to 1 hour.");
    }

    /// <summary>The most records that are handled before other rings on the same thread have their turn; 16,384 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxRecords
    {
        get => _maxRecords;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxRecords = value;
        }
    }
}
