namespace Sonde.Kernel.Tests;

public sealed class CapabilitySetTests
{
    [Fact]
    public void The_effective_set_is_read_and_no_other()
    {
        CapabilitySet set = CapabilitySet.FromStatus("Name:\tx\nCapPrm:\tffffffffffffffff\nCapEff:\t000000c000000004\nCapBnd:\tffffffffffffffff\n");

        Assert.Equal(0x000000c000000004ul, set.Bits);
        Assert.Equal("CAP_DAC_READ_SEARCH CAP_PERFMON CAP_BPF", set.ToString());
        Assert.True(set.Has(Capability.Bpf));
        Assert.False(set.Has(Capability.SysAdmin));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CapPrm:\t0\n")]
    [InlineData("CapEff:\n")]
    [InlineData("CapEff:\tlots\n")]
    [InlineData("CapEff:\t11111111111111111\n")]
    public void A_status_without_the_set_is_refused(string status)
        => Assert.Throws<FormatException>(() => CapabilitySet.FromStatus(status));

    [Theory]
    [InlineData(new Capability[0], false)]
    [InlineData(new[] { Capability.Bpf }, false)]
    [InlineData(new[] { Capability.PerfMon }, false)]
    [InlineData(new[] { Capability.Bpf, Capability.PerfMon }, true)]
    [InlineData(new[] { Capability.SysAdmin }, true)]
    public void Tracing_takes_both_new_capabilities_or_the_old_one(Capability[] held, bool canTrace)
        => Assert.Equal(canTrace, KernelTree.Set(held).CanTrace);

    [Fact]
    public void The_empty_set_says_so() => Assert.Equal("none", default(CapabilitySet).ToString());

    [Fact]
    public void Every_capability_has_the_kernels_name()
        => Assert.All(Enum.GetValues<Capability>(), c => Assert.StartsWith("CAP_", CapabilitySet.Name(c), StringComparison.Ordinal));
}
