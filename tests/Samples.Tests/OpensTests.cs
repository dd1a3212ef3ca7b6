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

    [Fact]
    public void The_front_page_shows_this_sample_as_it_is()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        string[] source = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "opens.bpf.c"));
        string[] program = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "opens.Program.cs"));

        Assert.Contains(string.Join('\n', source.Skip(2)), page, StringComparison.Ordinal);
        Assert.Contains(
            string.Join('\n', program.SkipWhile(l => !l.Contains("Open()", StringComparison.Ordinal))
                .TakeWhile(l => !l.Contains("return 0", StringComparison.Ordinal)).Select(l => l[8..])),
            page,
            StringComparison.Ordinal);
    }
}
