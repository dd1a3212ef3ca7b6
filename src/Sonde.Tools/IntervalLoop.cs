using System.Diagnostics;
using System.Globalization;

namespace Sonde.Tools;

/// <summary>Prints at each interval, and once more at the end: after the duration or at Ctrl-C.</summary>
/// <param name="interval">The time between two outputs; null prints at the end only.</param>
/// <param name="duration">When to end; null runs until Ctrl-C.</param>
/// <param name="timestamp">Whether to print the time of day before each output.</param>
public sealed class IntervalLoop(TimeSpan? interval, TimeSpan? duration, bool timestamp)
{
    // A single wait takes no more than 2^31 milliseconds.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Runs until the end.</summary>
    /// <param name="stop">Ends the loop early.</param>
    /// <param name="output">Where the empty line and the time before each output go.</param>
    /// <param name="print">Prints what was gathered since the last call.</param>
    public void Run(StopSignal stop, TextWriter output, Action print)
    {
        ArgumentNullException.ThrowIfNull(stop);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(print);
        var clock = Stopwatch.StartNew();
        long round = 0;
        bool ended = false;
        while (!ended)
        {
            TimeSpan? next = null;
            if (interval is { } step)
            {
                // Rounds that passed while the process was stopped or the output was slow are not made up for.
                round = Math.Max(round, clock.Elapsed.Ticks / step.Ticks) + 1;
                next = step * round;
            }

            if (duration is { } end && (next is null || next >= end))
            {
                next = end;
                ended = true;
            }

            ended |= Wait(stop, clock, next);
            output.WriteLine();
            if (timestamp)
                output.WriteLine(DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            print();
            output.Flush();
        }
    }

    private static bool Wait(StopSignal stop, Stopwatch clock, TimeSpan? until)
    {
        if (until is not { } end)
            return stop.Wait(Timeout.InfiniteTimeSpan);
        for (TimeSpan left = end - clock.Elapsed; left > TimeSpan.Zero; left = end - clock.Elapsed)
        {
            if (stop.Wait(left < LongestWait ? left : LongestWait))
                return true;
        }

        return stop.IsRequested;
    }
}
