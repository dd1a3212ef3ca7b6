using System.Diagnostics;
using System.Globalization;

namespace Sonde.Tools;

/// <summary>Prints at each interval, and once more at the end: after the duration or at Ctrl-C.</summary>
/// <param name="interval">The time between two outputs; null prints at the end only.</param>
/// <param name="duration">When to end; null runs until Ctrl-C.</param>
/// <param name="timestamp">Whether to print the time of day before each output.</param>
public sealed class IntervalLoop(TimeSpan? interval, TimeSpan? duration, bool timestamp)
{
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
        bool ended = false;
        for (int round = 1; !ended; round++)
        {
            TimeSpan? next = interval is { } step ? step * round : null;
            if (duration is { } end && (next is null || next >= end))
            {
                next = end;
                ended = true;
            }

            ended |= Wait(stop, next - clock.Elapsed);
            output.WriteLine();
            if (timestamp)
                output.WriteLine(DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            print();
            output.Flush();
        }
    }

    private static bool Wait(StopSignal stop, TimeSpan? time)
    {
        if (time is not { } left)
            return stop.Wait(Timeout.InfiniteTimeSpan);
        return left <= TimeSpan.Zero ? stop.IsRequested : stop.Wait(left);
    }
}
