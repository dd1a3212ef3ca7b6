namespace Sonde.Bpf;

/// <summary>Decides after each look at a ring when to look again, from how much came since the last one. Reads no clock and no ring.</summary>
internal sealed class LookPacer(ReadPace pace)
{
    // A reader that takes a quarter of the ring at a look has three quarters left for a late one.
    private const double HighFill = 0.25;
    private const double LowFill = 0.1;
    private const int UnannouncedCredit = 16;
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FirstIdle = TimeSpan.FromMilliseconds(1);

    private TimeSpan _delay = pace.MaxDelay;
    private TimeSpan _block;
    private TimeSpan _idle = FirstIdle;
    private TimeSpan? _last;
    private int _unannounced;

    /// <summary>The pause after a look.</summary>
    /// <param name="now">The time since some fixed moment.</param>
    /// <param name="look">What the look gave.</param>
    /// <param name="wasAsleep">Whether the reader slept before, and time woke it up and not the kernel.</param>
    public Pause Next(TimeSpan now, in Look look, bool wasAsleep)
    {
        TimeSpan elapsed = _last is { } last && now > last ? now - last : TimeSpan.MaxValue;
        _last = now;
        Learn(look.Records > 0, wasAsleep);
        if (look.Records > 0 || look.End != LookEnd.Blocked)
            _block = TimeSpan.Zero;

        if (look.End == LookEnd.More)
            return new Pause(TimeSpan.Zero, IsAsleep: false);
        if (look.End == LookEnd.Blocked)
            return new Pause(Block(), IsAsleep: false);
        return IsBusy(look.Records, elapsed) ? new Pause(Gather(look.Fill), IsAsleep: false) : new Pause(Sleep(), IsAsleep: true);
    }

    /// <summary>The next pause for a record that is still being written: short at first, then longer, so that no CPU is burnt.</summary>
    public TimeSpan Block()
    {
        TimeSpan twice = 2 * _block;
        _block = twice < ShortestDelay ? ShortestDelay : twice > LongestBlock ? LongestBlock : twice;
        return _block;
    }

    // Whether at least two more are likely to come while the reader waits: then one wake-up serves both.
    private bool IsBusy(long records, TimeSpan elapsed)
        => records > 0 && pace.MaxDelay > TimeSpan.Zero && elapsed < TimeSpan.MaxValue && records * pace.MaxDelay.TotalSeconds >= 2 * elapsed.TotalSeconds;

    private TimeSpan Gather(double fill)
    {
        if (fill > HighFill)
            _delay *= HighFill / fill;
        else if (fill < LowFill)
            _delay = 2 * _delay > pace.MaxDelay ? pace.MaxDelay : 2 * _delay;
        if (_delay < ShortestDelay)
        {
            // Too short to sleep: look again at once, and grow from here.
            _delay = ShortestDelay < pace.MaxDelay ? ShortestDelay : pace.MaxDelay;
            return TimeSpan.Zero;
        }

        return _delay;
    }

    private TimeSpan Sleep()
    {
        TimeSpan idle = _idle < pace.IdleInterval ? _idle : pace.IdleInterval;
        _idle = 2 * idle;
        return idle;
    }

    // Records that nothing announced: their program asks for no wake-ups, so the reader looks often for a while.
    private void Learn(bool hasFound, bool wasAsleep)
    {
        if (!hasFound)
            return;
        if (wasAsleep)
            _unannounced = UnannouncedCredit;
        if (_unannounced == 0)
            return;
        _unannounced--;
        _idle = FirstIdle;
    }
}
