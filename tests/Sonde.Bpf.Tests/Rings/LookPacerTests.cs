namespace Sonde.Bpf.Tests;

public sealed class LookPacerTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMicroseconds(500);
    private readonly LookPacer _pacer = new(ReadPace.Default);
    private TimeSpan _now;

    private Pause After(double microseconds, long records, double fill = 0, LookEnd end = LookEnd.Empty, bool wasAsleep = false)
    {
        _now += TimeSpan.FromMicroseconds(microseconds);
        return _pacer.Next(_now, new Look(records, fill, end), wasAsleep);
    }

    [Fact]
    public void A_record_that_comes_alone_lets_the_reader_sleep()
    {
        Assert.True(After(0, 1).IsAsleep);
        Assert.True(After(5000, 1).IsAsleep);
        Assert.True(After(600, 1).IsAsleep);
    }

    [Fact]
    public void Records_that_come_quickly_gather_for_the_longest_delay()
    {
        After(0, 1);

        Assert.Equal(new Pause(Delay, IsAsleep: false), After(100, 1));
        Assert.Equal(new Pause(Delay, IsAsleep: false), After(500, 5000));
        Assert.True(After(500, 1).IsAsleep);
    }

    [Fact]
    public void A_burst_after_a_quiet_time_is_not_taken_for_a_stream_until_the_next_look()
    {
        After(0, 1);

        Assert.True(After(1_000_000, 1000).IsAsleep);
        Assert.False(After(60, 1000).IsAsleep);
    }

    [Fact]
    public void A_ring_that_fills_is_looked_at_sooner_and_later_again_when_it_does_not()
    {
        After(0, 1);
        After(100, 1000);

        Assert.Equal(Delay / 2, After(500, 1000, fill: 0.5).Delay);
        Assert.Equal(Delay / 4, After(250, 1000, fill: 0.5).Delay);
        Assert.Equal(Delay / 4, After(125, 1000, fill: 0.2).Delay);
        Assert.Equal(Delay / 2, After(125, 1000, fill: 0.05).Delay);
        Assert.Equal(Delay, After(125, 1000, fill: 0.05).Delay);
    }

    [Fact]
    public void A_ring_that_is_full_all_the_time_is_looked_at_without_a_pause_at_first()
    {
        After(0, 1);
        TimeSpan least = TimeSpan.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            Pause pause = After(100, 1000, fill: 1);
            Assert.False(pause.IsAsleep);
            least = pause.Delay < least ? pause.Delay : least;
        }

        Assert.Equal(TimeSpan.Zero, least);
    }

    [Fact]
    public void More_than_the_budget_is_taken_at_once()
        => Assert.Equal(new Pause(TimeSpan.Zero, IsAsleep: false), After(0, 100, end: LookEnd.More));

    [Fact]
    public void A_record_that_is_being_written_is_looked_at_ever_less_often_and_never_slept_on()
    {
        double[] delays = [.. Enumerable.Range(0, 8).Select(_ => After(100, 0, end: LookEnd.Blocked)).Select(pause =>
        {
            Assert.False(pause.IsAsleep);
            return pause.Delay.TotalMicroseconds;
        })];

        Assert.Equal([20, 40, 80, 160, 320, 640, 1000, 1000], delays);
        Assert.Equal(20, After(100, 1, end: LookEnd.Blocked).Delay.TotalMicroseconds);
    }

    [Fact]
    public void A_quiet_ring_is_looked_at_ever_less_often()
    {
        double[] delays = [.. Enumerable.Range(0, 9).Select(_ => After(1000, 0, wasAsleep: true).Delay.TotalMilliseconds)];

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 100, 100], delays);
    }

    [Fact]
    public void Records_that_nothing_announced_make_the_reader_look_often()
    {
        for (int i = 0; i < 9; i++)
            After(1000, 0, wasAsleep: true);

        Assert.Equal(TimeSpan.FromMilliseconds(1), After(100_000, 1, wasAsleep: true).Delay);
        Assert.Equal(TimeSpan.FromMilliseconds(2), After(1000, 0, wasAsleep: true).Delay);

        // The tail of a burst that began with a wake-up.
        Assert.Equal(TimeSpan.FromMilliseconds(1), After(3000, 1).Delay);
    }

    [Fact]
    public void Records_that_are_announced_leave_the_long_interval()
    {
        for (int i = 0; i < 9; i++)
            After(1000, 0, wasAsleep: true);

        Assert.Equal(TimeSpan.FromMilliseconds(100), After(100_000, 1).Delay);
    }

    [Fact]
    public void A_pace_without_delay_always_sleeps()
    {
        var pacer = new LookPacer(new ReadPace { MaxDelay = TimeSpan.Zero });
        for (int i = 0; i < 5; i++)
            Assert.True(pacer.Next(TimeSpan.FromMicroseconds(10 * i), new Look(1000, 0.01, LookEnd.Empty), false).IsAsleep);
    }

    [Fact]
    public void A_pace_says_which_values_it_takes()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadPace { MaxDelay = TimeSpan.FromSeconds(2) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadPace { MaxDelay = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadPace { IdleInterval = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadPace { MaxRecords = 0 });
    }
}
