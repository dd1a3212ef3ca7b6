using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class StructOpsTests
{
    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_congestion_control_is_registered_while_its_link_lives()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);
        using Congestion bpf = Congestion.Open();
        bpf.Load();

        BpfLink link = bpf.Object.GetMap("sonde_congestion").AsStructOps().Attach();
        Assert.Contains("sonde_test", Available(), StringComparison.Ordinal);
        Assert.Equal("sonde_congestion on struct_ops", link.ToString());
        Assert.Equal([link], bpf.Object.Links);
        await link.DisposeAsync();

        Assert.DoesNotContain("sonde_test", Available(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_map_is_refused()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using Attachments bpf = Attachments.Open();
        Assert.Throws<ArgumentException>(() => bpf.Object.GetMap("numbers").AsStructOps());
    }

    private static string Available() => File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control");
}
