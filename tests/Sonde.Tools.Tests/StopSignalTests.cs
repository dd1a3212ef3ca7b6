using System.Diagnostics;
using System.Globalization;

namespace Sonde.Tools.Tests;

/// <summary>Signals reach every listener of the process: alone.</summary>
[Collection(nameof(ToolTests))]
public sealed class StopSignalTests
{
    [Fact]
    public void A_signal_asks_to_stop_and_does_not_end_the_process()
    {
        using var stop = new StopSignal();
        Assert.False(stop.IsRequested);

        using Process kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {Environment.ProcessId}")]);

        Assert.True(stop.Wait(TimeSpan.FromSeconds(20)));
        Assert.True(stop.IsRequested);
        kill.WaitForExit();
    }

    [Fact]
    public void Without_one_the_wait_ends_with_its_time()
    {
        using var stop = new StopSignal();

        Assert.False(stop.Wait(TimeSpan.FromMilliseconds(20)));
    }
}
