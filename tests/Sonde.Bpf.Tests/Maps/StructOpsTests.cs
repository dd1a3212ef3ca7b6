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
        using Steady bpf = Steady.Open();
        bpf.Load();
        BpfStructOps steady = bpf.Object.GetMap("steady").AsStructOps();
        Assert.Equal(BpfStructOpsState.Initial, steady.State);

        BpfLink link = steady.Attach();
        Assert.Equal(BpfStructOpsState.InUse, steady.State);
        Assert.Contains("sonde_steady", Available(), StringComparison.Ordinal);
        Assert.Equal("steady on struct_ops", link.ToString());
        Assert.Equal([link], bpf.Object.Links);
        await link.DisposeAsync();

        Assert.NotEqual(BpfStructOpsState.InUse, steady.State);
        Assert.DoesNotContain("sonde_steady", Available(), StringComparison.Ordinal);
        Assert.NotEqual(0u, steady.Map.GetInfo().KernelValueTypeId);
    }

    [Fact]
    public void A_map_of_another_type_is_refused()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using Attachments bpf = Attachments.Open();
        Assert.Throws<ArgumentException>(() => bpf.Object.GetMap("numbers").AsStructOps());
    }

    private static string Available() => File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control");
}
