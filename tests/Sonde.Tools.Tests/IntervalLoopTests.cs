using System.Diagnostics;
using System.Globalization;

namespace Sonde.Tools.Tests;

public sealed class IntervalLoopTests
{
    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    [Fact]
    public void With_an_interval_and_a_duration_it_prints_at_each_and_at_the_end()
    {
        using var stop = new StopSignal();
        int prints = 0;
        var clock = Stopwatch.StartNew();

        new IntervalLoop(Milliseconds(200), Milliseconds(1000), timestamp: false).Run(stop, TextWriter.Null, () => prints++);

        // A busy machine may pass a round over, but none is printed twice.
        Assert.InRange(prints, 2, 5);
        Assert.InRange(clock.ElapsedMilliseconds, 995, 20_000);
    }

    [Fact]
    public void With_a_duration_alone_it_prints_once_at_the_end()
    {
        using var stop = new StopSignal();
        var clock = Stopwatch.StartNew();
        var prints = new List<long>();

        new IntervalLoop(null, Milliseconds(200), timestamp: false).Run(stop, TextWriter.Null, () => prints.Add(clock.ElapsedMilliseconds));

        Assert.InRange(Assert.Single(prints), 195, 20_000);
    }

    [Fact]
    public void A_duration_shorter_than_the_interval_ends_it_all_the_same()
    {
        using var stop = new StopSignal();
        int prints = 0;

        new IntervalLoop(TimeSpan.FromHours(1), Milliseconds(50), timestamp: false).Run(stop, TextWriter.Null, () => prints++);

        Assert.Equal(1, prints);
    }

    [Fact]
    public void A_stop_ends_the_wait_and_prints_once_more()
    {
        using var stop = new StopSignal();
        int prints = 0;
        var loop = new Thread(() => new IntervalLoop(null, null, timestamp: false).Run(stop, TextWriter.Null, () => prints++));
        loop.Start();
        Assert.False(loop.Join(100));

        stop.Request();

        Assert.True(loop.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(1, prints);
    }

    [Fact]
    public void A_stop_while_it_prints_ends_it_after_one_more_output()
    {
        using var stop = new StopSignal();
        int prints = 0;

        new IntervalLoop(Milliseconds(20), null, timestamp: false).Run(
            stop,
            TextWriter.Null,
            () =>
            {
                if (++prints == 3)
                    stop.Request();
            });

        Assert.Equal(4, prints);
    }

    [Fact]
    public void Rounds_that_a_slow_output_took_are_not_made_up_for()
    {
        using var stop = new StopSignal();
        int prints = 0;

        new IntervalLoop(Milliseconds(10), Milliseconds(900), timestamp: false).Run(
            stop, TextWriter.Null, () => stop.Wait(Milliseconds(++prints == 1 ? 800 : 0)));

        Assert.InRange(prints, 2, 12); // Not 90.
    }

    [Fact]
    public void A_duration_of_years_can_be_stopped_too()
    {
        using var stop = new StopSignal();
        stop.Request();
        int prints = 0;

        new IntervalLoop(null, TimeSpan.FromSeconds(int.MaxValue), timestamp: false).Run(stop, TextWriter.Null, () => prints++);

        Assert.Equal(1, prints);
    }

    [Fact]
    public void Each_output_follows_an_empty_line_and_the_time_where_it_is_asked_for()
    {
        using var stop = new StopSignal();
        stop.Request();
        using var output = new StringWriter();

        new IntervalLoop(null, null, timestamp: true).Run(stop, output, () => output.WriteLine("counts"));

        string[] lines = output.ToString().Split('\n');
        Assert.Equal("", lines[0]);
        Assert.True(TimeOnly.TryParseExact(lines[1], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), lines[1]);
        Assert.Equal("counts", lines[2]);
    }
}
