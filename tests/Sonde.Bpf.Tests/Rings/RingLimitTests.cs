using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>The largest record of a ring, as the build and the analyzers tell it.</summary>
[Trait("Matrix", "guest")]
public sealed class RingLimitTests : IDisposable
{
    private readonly RingLimits _bpf = RingLimits.Open();

    public RingLimitTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    public void A_record_that_would_fill_the_ring_is_never_reserved()
    {
        Assert.Equal(0u, _bpf.Programs.ReserveFilling.TestRun());
        Assert.Equal(1, _bpf.Maps.Page.Lost);
    }

    [Fact]
    public void A_record_that_leaves_one_place_free_is_reserved_whenever_the_ring_is_empty()
    {
        var records = new RingLimits.Fitting[1];
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(1u, _bpf.Programs.ReserveFitting.TestRun());
            Assert.Equal(0u, _bpf.Programs.ReserveFitting.TestRun());
            Assert.Equal(1, _bpf.Maps.Page.Read(records));
            Assert.Equal(7, records[0].Bytes[4079]);
        }
    }
}
