using System.Diagnostics;
using Sonde.Kernel;
using Xunit;

namespace Sonde.Testing;

/// <summary>What the kernel under test is and can do.</summary>
public static class TestKernel
{
    private static readonly Lazy<KernelReport> Examined = new(() =>
    {
        MountTracefs();
        return KernelDoctor.Examine();
    });

    public static KernelReport Report => Examined.Value;

    /// <summary>Whether this is an emulated guest of the kernel matrix, where everything is several times slower.</summary>
    public static bool IsGuest => Environment.GetEnvironmentVariable("SONDE_GUEST") is { Length: > 0 };

    /// <summary>A count for this machine: smaller in a guest.</summary>
    public static int Scale(int count, int inGuest) => IsGuest ? inGuest : count;

    /// <summary>Skips the test where the kernel or the user's rights lack something.</summary>
    public static void Require(KernelFeatures features) => Assert.SkipUnless(Report.Allows(features), Report.Explain(features) ?? "");

    public static void RequireVersion(int major, int minor)
        => Assert.SkipUnless(Report.Version.IsAtLeast(major, minor), $"needs kernel {major}.{minor}, this is {Report.Version}");

    private static void MountTracefs()
    {
        if (Directory.Exists("/sys/kernel/tracing/events") || Environment.UserName != "root")
            return;
        using Process mount = Process.Start("mount", ["-t", "tracefs", "tracefs", "/sys/kernel/tracing"]);
        mount.WaitForExit();
    }
}
