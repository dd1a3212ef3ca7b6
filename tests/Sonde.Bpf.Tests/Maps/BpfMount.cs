using System.Diagnostics;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>A BPF file system of the test's own, for its time.</summary>
internal sealed class BpfMount : IDisposable
{
    private BpfMount(string root) => Root = root;

    public string Root { get; }

    /// <summary>What is pinned there. The kernel's own iterators in a new mount have names with dots.</summary>
    public string[] Pins => [.. Directory.GetFiles(Root).Where(f => !Path.GetFileName(f).Contains('.', StringComparison.Ordinal))];

    public static BpfMount Create()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        string folder = Directory.CreateTempSubdirectory("sonde-bpf-").FullName;
        using Process mount = Process.Start("mount", ["-t", "bpf", "bpf", folder]);
        mount.WaitForExit();
        Assert.SkipUnless(mount.ExitCode == 0, "this user cannot mount a BPF file system");
        return new BpfMount(folder);
    }

    public string At(string name) => Path.Combine(Root, name);

    public void Dispose()
    {
        using Process unmount = Process.Start("umount", ["-l", Root]);
        unmount.WaitForExit();
        Directory.Delete(Root);
    }
}
