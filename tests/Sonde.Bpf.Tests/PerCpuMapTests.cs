using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class PerCpuMapTests : IDisposable
{
    private readonly Tables _tables = Tables.Open();
    private readonly int _cpus = CpuSet.Possible.Count;

    public PerCpuMapTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _tables.Load();
    }

    public void Dispose() => _tables.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_program_on_some_cpu_is_seen_in_the_sum()
    {
        for (int i = 0; i < 50; i++)
            _tables.Programs.Count.TestRun();

        ulong[] counters = new ulong[_cpus];
        _tables.Maps.PerCpuCounters.GetValues(0, counters);
        Assert.Equal(50ul, counters.Aggregate(0ul, (a, b) => a + b));
        uint sum = 0;
        foreach ((uint key, PerCpuValues<uint> values) in _tables.Maps.PerCpu)
        {
            Assert.Equal(7u, key);
            sum += values.Sum();
        }

        Assert.Equal(50u, sum);
    }

    [Fact]
    public void Each_cpu_has_a_value_of_its_own()
    {
        uint[] written = [.. Enumerable.Range(100, _cpus).Select(v => (uint)v)];
        _tables.Maps.PerCpu.Update(3, written);

        uint[] read = new uint[_cpus];
        Assert.True(_tables.Maps.PerCpu.TryGetValues(3, read));
        Assert.Equal(written, read);
        Assert.False(_tables.Maps.PerCpu.TryGetValues(4, read));
    }

    [Fact]
    public void Walking_gives_every_key_with_all_its_values()
    {
        for (uint key = 0; key < 900; key++)
            _tables.Maps.PerCpu.Update(key, [.. Enumerable.Repeat(key, _cpus)]);

        var seen = new SortedSet<uint>();
        foreach ((uint key, PerCpuValues<uint> values) in _tables.Maps.PerCpu)
        {
            Assert.Equal(_cpus, values.Length);
            foreach (ref readonly uint value in values)
                Assert.Equal(key, value);
            Assert.True(seen.Add(key));
        }

        Assert.Equal(900, seen.Count);
    }

    [Fact]
    public void A_span_that_is_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _tables.Maps.PerCpu.TryGetValues(1, new uint[_cpus - 1]));
        Assert.Throws<ArgumentException>(() => _tables.Maps.PerCpuCounters.SetValues(1, new ulong[_cpus + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tables.Maps.PerCpuCounters.GetValues(4, new ulong[_cpus]));
    }

    [Fact]
    public void Single_access_allocates_nothing()
    {
        uint[] values = new uint[_cpus];
        _tables.Maps.PerCpu.Update(1, values);
        _tables.Maps.PerCpu.TryGetValues(1, values);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
            _tables.Maps.PerCpu.TryGetValues(1, values);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
