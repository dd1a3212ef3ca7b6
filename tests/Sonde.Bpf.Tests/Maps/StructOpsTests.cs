using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed partial class StructOpsTests
{
    [Fact]
    [Trait("Matrix", "guest")]
    public void The_state_of_a_table_is_read_before_while_and_after_the_kernel_uses_it()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);
        using Steady steady = Steady.Open();
        steady.Load();
        BpfMap map = steady.Object.GetMap("steady");
        BpfStructOps table = map.AsStructOps();
        Assert.Equal(BpfStructOpsState.Initial, table.State);

        nint link = Attach(map.Native);
        Assert.NotEqual(0, link);
        Assert.Equal(BpfStructOpsState.InUse, table.State);
        Assert.Contains("sonde_steady", File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control"), StringComparison.Ordinal);
        _ = Destroy(link);

        Assert.NotEqual(BpfStructOpsState.InUse, table.State);
        Assert.NotEqual(0u, map.GetInfo().KernelValueTypeId);
    }

    [LibraryImport("libbpf.so.1", EntryPoint = "bpf_map__attach_struct_ops")]
    private static partial nint Attach(nint map);

    [LibraryImport("libbpf.so.1", EntryPoint = "bpf_link__destroy")]
    private static partial int Destroy(nint link);
}
