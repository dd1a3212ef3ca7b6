using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>An object that the build has linked of two sources.</summary>
public sealed class LinkedObjectTests
{
    [Fact]
    [Trait("Matrix", "guest")]
    public void Programs_of_two_sources_share_a_function_a_map_and_a_variable()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        byte[] packet = new byte[64];
        using var linked = Linked.Open();
        linked.Load();

        uint first = linked.Programs.First.TestRun(new BpfTestRun { Data = packet }).ReturnValue;
        uint second = linked.Programs.Second.TestRun(new BpfTestRun { Data = packet }).ReturnValue;

        Assert.Equal((41u, 42u), (first, second));
        Assert.Equal((41ul, 42ul), (linked.Maps.Counts[0], linked.Maps.Counts[1]));
        Assert.Equal(42ul, linked.Data.Total);
    }
}
