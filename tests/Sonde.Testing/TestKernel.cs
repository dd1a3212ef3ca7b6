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

    /// <summary>The root of the cgroups of version 2.</summary>
    public static string CgroupRoot => MountOf("cgroup2") ?? Skip("there are no cgroups of version 2");

    /// <summary>A mounted BPF file system; root mounts one where there is none.</summary>
    public static string BpfFileSystem
    {
        get
        {
            if (MountOf("bpf") is null && Environment.UserName == "root")
                Mount("bpf", "/sys/fs/bpf");
            return MountOf("bpf") ?? Skip("there is no BPF file system");
        }
    }

    /// <summary>The names of the security modules that are active.</summary>
    public static IReadOnlyList<string> SecurityModules
    {
        get
        {
            if (!File.Exists("/sys/kernel/security/lsm") && Environment.UserName == "root")
                Mount("securityfs", "/sys/kernel/security");
            return File.Exists("/sys/kernel/security/lsm") ? File.ReadAllText("/sys/kernel/security/lsm").Trim().Split(',') : [];
        }
    }

    private static string? MountOf(string type)
        => File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(mount => mount[2] == type)?[1];

    private static string Skip(string reason)
    {
        Assert.Skip(reason);
        return "";
    }

    private static void Mount(string type, string folder)
    {
        using Process mount = Process.Start("mount", ["-t", type, type, folder]);
        mount.WaitForExit();
    }

    private static void MountTracefs()
    {
        if (Directory.Exists("/sys/kernel/tracing/events") || Environment.UserName != "root")
            return;
        Mount("tracefs", "/sys/kernel/tracing");
    }
}
