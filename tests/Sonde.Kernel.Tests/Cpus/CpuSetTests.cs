namespace Sonde.Kernel.Tests;

public sealed class CpuSetTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("0-1,4,6-7\n", new[] { 0, 1, 4, 6, 7 })]
    [InlineData("5,1,1-2", new[] { 1, 2, 5 })]
    [InlineData("65535", new[] { 65535 })]
    [InlineData("", new int[0])]
    [InlineData("\n", new int[0])]
    public void A_list_is_read_in_ascending_order_each_once(string list, int[] cpus)
    {
        CpuSet set = CpuSet.Parse(list);

        Assert.Equal(cpus, set);
        Assert.Equal(cpus.Length, set.Count);
    }

    [Fact]
    public void A_place_is_not_a_number_where_there_are_gaps() => Assert.Equal(4, CpuSet.Parse("0-1,4")[2]);

    [Theory]
    [InlineData("3-1", "3-1 runs backwards")]
    [InlineData("cpus", "'cpus' is no CPU number")]
    [InlineData("1-", "'' is no CPU number")]
    [InlineData("-1", "'' is no CPU number")]
    [InlineData("1--2", "'-2' is no CPU number")]
    [InlineData("0,,1", "'' is no CPU number")]
    [InlineData(",", "'' is no CPU number")]
    [InlineData("0, 1", "' 1' is no CPU number")]
    [InlineData("0-31:1/2", "'31:1/2' is no CPU number")]
    [InlineData("0x1", "'0x1' is no CPU number")]
    public void What_is_no_list_is_refused_by_naming_the_place(string list, string reason)
    {
        var e = Assert.Throws<FormatException>(() => CpuSet.Parse(list));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains($"'{list}' is not a list of CPUs", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0-65536")]
    [InlineData("0-2147483647")]
    [InlineData("0-99999999999999999999")]
    [InlineData("4294967296")]
    public void A_huge_number_is_refused_before_memory_is_taken_for_it(string list)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<FormatException>(() => CpuSet.Parse(list));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Every_online_cpu_is_possible()
    {
        Assert.NotEmpty(CpuSet.Online);
        Assert.Subset(CpuSet.Possible.ToHashSet(), CpuSet.Online.ToHashSet());
        Assert.True(Environment.ProcessorCount <= CpuSet.Online.Count);
    }
}
