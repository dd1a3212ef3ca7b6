using System.Globalization;
using Sonde.Kernel;
using Sonde.Testing;

namespace Samples.Tests;

public sealed class OpensTests
{
    [Fact]
    [Trait("Matrix", "guest")]
    public void Files_opened_by_a_process_are_counted()
    {
        TestKernel.Require(KernelFeatures.Tracepoint);
        using ToolProcess tool = ToolProcess.Start("opens");
        tool.WaitFor("press Enter");

        for (int i = 0; i < 50; i++)
            File.OpenRead("/proc/version").Dispose();
        tool.Type("");

        Assert.Equal(0, tool.Wait());
        string line = Assert.Single(tool.Output.Split('\n'), l => l.StartsWith($"{Environment.ProcessId}: ", StringComparison.Ordinal));
        Assert.InRange(int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), 50, 10_000);
    }
}
