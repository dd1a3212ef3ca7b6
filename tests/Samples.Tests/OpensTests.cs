using Sonde.Kernel;
using Sonde.Testing;

namespace Samples.Tests;

public sealed class OpensTests
{
    [Fact]
    [Trait("Matrix", "guest")]
    public void Each_file_that_a_process_opens_is_printed_and_losses_are_told()
    {
        TestKernel.Require(KernelFeatures.Tracepoint);
        using ToolProcess tool = ToolProcess.Start("opens");
        tool.WaitFor("press Enter");

        for (int i = 0; i < 50; i++)
            File.OpenRead("/proc/version").Dispose();
        File.OpenRead("/proc/sys/kernel/ostype").Dispose();
        tool.WaitFor("/proc/sys/kernel/ostype");
        tool.Type("");

        Assert.Equal(0, tool.Wait());
        string[] lines = tool.Output.Split('\n');
        Assert.Equal(50, lines.Count(l => l.StartsWith($"{Environment.ProcessId} ", StringComparison.Ordinal) && l.EndsWith(" /proc/version", StringComparison.Ordinal)));
        Assert.Contains("0 records lost", lines);
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
