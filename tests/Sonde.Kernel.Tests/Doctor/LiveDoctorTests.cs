using Sonde.Testing;

namespace Sonde.Kernel.Tests;

/// <summary>What the doctor says of the running kernel is what the kernel does.</summary>
public sealed class LiveDoctorTests
{
    private static KernelCheck Check(string name) => TestKernel.Report.Checks.Single(c => c.Name == name);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Kprobes_are_good_where_the_kernel_has_them()
        => Assert.Equal(Directory.Exists("/sys/bus/event_source/devices/kprobe"), Check("kprobes").Status == CheckStatus.Good);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Tracefs_is_good_where_a_tracepoint_can_be_read()
        => Assert.Equal(CanRead("/sys/kernel/tracing/events/sched/sched_switch/id"), Check("tracefs").Status == CheckStatus.Good);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Kernel_symbols_are_allowed_where_addresses_are_shown()
        => Assert.Equal(ShowsAddresses(), TestKernel.Report.Allows(KernelFeatures.KernelSymbols));

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_distribution_kernel_allows_root_everything()
    {
        Assert.SkipUnless(TestKernel.IsGuest, "a guest of the matrix is a distribution kernel; other machines may be anything");

        Assert.Null(TestKernel.Report.Explain((KernelFeatures)0x1ff));
    }

    [Fact]
    public void Root_has_the_capabilities_that_the_kernel_lists()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");

        Assert.True(CapabilitySet.Effective.CanTrace);
        Assert.Equal(CheckStatus.Good, Check("capabilities").Status);
    }

    [Fact]
    public void The_doctors_findings_hold_for_nobody_too()
    {
        using ToolProcess run = Nobody.Start("Sonde.Kernel.Tests", "-class", typeof(AsNobody).FullName!, "-explicit", "only");

        Assert.True(run.Wait() == 0, run.Output + run.Error);
        Assert.Contains("Total: 5", run.Output, StringComparison.Ordinal);
    }

    internal static bool ShowsAddresses() => File.ReadLines("/proc/kallsyms").Any(l => !l.StartsWith("0000000000000000 ", StringComparison.Ordinal));

    internal static bool CanRead(string path)
    {
        try
        {
            return File.ReadAllText(path).Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
