using System.Globalization;
using Sonde.Kernel;
using Sonde.Testing;

namespace Samples.Tests.Funclatency;

/// <summary>A program calls a function an exact number of times; the tool must say that number.</summary>
public sealed class ExactCountTests
{
    private const int Calls = 100_000;

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_user_function_is_counted_exactly()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        int calls = TestKernel.Scale(Calls, inGuest: 5_000);

        Trace trace = Trace.Run("user", calls, $"{Workload.Path}:workload_target");

        Assert.Equal(calls, trace.Count);
        Assert.Equal(calls, trace.SumOfRows);
        Assert.Contains("     nsecs               : count     distribution", trace.Output, StringComparison.Ordinal);
        Assert.StartsWith($"Tracing 1 functions for \"{Workload.Path}:workload_target\"... Hit Ctrl-C to end.", trace.Output, StringComparison.Ordinal);
        Assert.Empty(trace.Error);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_kernel_function_is_counted_exactly_by_fentry()
    {
        TestKernel.Require(KernelFeatures.Fentry);

        Trace trace = Trace.Run("kernel", Calls, "__x64_sys_getpgid", "-v");

        Assert.Contains("on_fentry on fentry __x64_sys_getpgid", trace.Error, StringComparison.Ordinal);
        Assert.Equal((Calls, Calls), (trace.Count, trace.SumOfRows));
    }

    // Two functions cannot be timed by one fentry program, so this takes kprobes; only one of the two is called.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_kernel_function_is_counted_exactly_by_kprobe()
    {
        TestKernel.Require(KernelFeatures.Kprobe);

        Trace trace = Trace.Run("kernel", Calls, "__x64_sys_(getpgid|setpgid)", "-r", "-v");

        Assert.Contains("on_entry on kprobe __x64_sys_getpgid", trace.Error, StringComparison.Ordinal);
        Assert.Contains("Tracing 2 functions", trace.Output, StringComparison.Ordinal);
        Assert.Equal((Calls, Calls), (trace.Count, trace.SumOfRows));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Recursive_calls_are_counted_each()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        int calls = TestKernel.Scale(2_000, inGuest: 200);

        Trace trace = Trace.Run("nested", calls, $"{Workload.Path}:workload_nested");

        Assert.Equal(10 * calls, trace.Count);
    }

    [Fact]
    public void Calls_deeper_than_the_level_are_left_out_and_reported()
    {
        TestKernel.Require(KernelFeatures.Uprobe);

        Trace trace = Trace.Run("nested", 100, $"{Workload.Path}:workload_nested", "-l", "3");

        Assert.Equal(300, trace.Count);
        Assert.Contains("700 calls were not timed: they were nested deeper than -l.", trace.Error, StringComparison.Ordinal);
    }

    // workload_jump leaves by longjmp: its frames must not be taken for those of the function called after it.
    [Fact]
    public void A_function_that_never_returns_does_not_disturb_the_others()
    {
        TestKernel.Require(KernelFeatures.Uprobe);

        Trace trace = Trace.Run("jump", 1_000, $"{Workload.Path}:workload_*", "-F");

        Assert.Equal(1_000, trace.Count);
        Assert.Contains(" calls were not timed: they did not return where it could be seen", trace.Error, StringComparison.Ordinal);
        Assert.Contains("Function = workload_target [", trace.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Function = workload_jump", trace.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Threads_do_not_disturb_each_other()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        int calls = TestKernel.Scale(2_000, inGuest: 100);

        Trace trace = Trace.Run("threads", calls, $"{Workload.Path}:workload_nested");

        Assert.Equal(4 * 10 * calls, trace.Count);
        Assert.Empty(trace.Error);
    }

    // More of them than the tool has room for: they must not blind it for those that follow.
    [Fact]
    public void Processes_that_end_inside_the_function_leave_room_for_others()
    {
        TestKernel.Require(KernelFeatures.Uprobe);

        Trace trace = Trace.RunEverywhere("exit", 9_000, $"{Workload.Path}:workload_*");

        Assert.Equal(1_000, trace.Count);
        Assert.DoesNotContain("found no room", trace.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tool_built_for_net8_counts_the_same()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        string tool = Path.Combine(AppContext.BaseDirectory, "../../funclatency/release_net8.0/funclatency");

        Assert.Equal(1_000, Trace.RunBuild(tool, "user", 1_000, $"{Workload.Path}:workload_target").Count);
    }

    [Fact]
    public void Each_interval_shows_what_is_new_since_the_last_one()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        using Workload first = Workload.Start("user", 1_000);
        using Workload second = Workload.Start("user", 300);
        using ToolProcess tool = ToolProcess.Start("funclatency", $"{Workload.Path}:workload_target", "-i", "1", "-m");
        tool.WaitFor("Hit Ctrl-C to end.");

        first.Run();
        tool.WaitFor(", count: ");
        second.Run();
        tool.Interrupt();

        // An interval may end amid the calls; what was shown once must not be shown again.
        Assert.Equal(0, tool.Wait());
        var trace = new Trace(tool.Output, tool.Error, first.Pid);
        Assert.Equal((1_300, 1_300), (trace.SumOfCounts, trace.SumOfRows));
        Assert.Contains("     msecs               : count     distribution\n         0 -> 1          : ", trace.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Each_function_has_its_own_histogram_with_F()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        int calls = TestKernel.Scale(1_000, inGuest: 100);

        Trace trace = Trace.Run("user", calls, $"{Workload.Path}:workload_(target|other)", "-F", "-r", "-u");

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\nFunction = workload_target [{trace.ProcessId}]\n     usecs "), trace.Output, StringComparison.Ordinal);
        Assert.Equal(calls, trace.Count);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Kernel_functions_are_named_with_F()
    {
        TestKernel.Require(KernelFeatures.Kprobe);

        Trace trace = Trace.Run("kernel", 500, "__x64_sys_getpgi*", "-F");

        Assert.Contains("\nFunction = __x64_sys_getpgid\n", trace.Output, StringComparison.Ordinal);
        Assert.Equal(500, trace.Count);
    }
}
