namespace Sonde.Symbols.Tests;

public sealed class RangeTableTests
{
    [Fact]
    public void The_smallest_range_that_holds_an_address_wins()
    {
        RangeTable table = RangeTable.Build([new(0x1000, 0x1000), new(0x1100, 0x10), new(0x1108, 0x400), new(0x3000, 1)]);
        Assert.Equal(
            [-1, 0, 0, 1, 1, 2, 2, 0, 0, -1, 3, -1],
            new ulong[] { 0xfff, 0x1000, 0x10ff, 0x1100, 0x110f, 0x1110, 0x1507, 0x1508, 0x1fff, 0x2000, 0x3000, 0x3001 }.Select(table.Find));
    }

    [Fact]
    public void Of_equal_ranges_the_last_one_counts()
        => Assert.Equal(1, RangeTable.Build([new(16, 4), new(16, 4), new(16, 0)]).Find(17));

    [Fact]
    public void A_range_beyond_the_last_address_ends_there()
    {
        RangeTable table = RangeTable.Build([new(ulong.MaxValue - 8, 100)]);
        Assert.Equal(0, table.Find(ulong.MaxValue - 1));
        Assert.Equal(-1, table.Find(0));
    }

    [Fact]
    public void An_empty_table_has_nothing() => Assert.Equal(-1, RangeTable.Build([]).Find(0));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_ranges_are_found_as_looking_at_each_finds_them(int seed)
    {
        var random = new Random(seed);
        AddressRange[] ranges = [.. Enumerable.Range(0, 300).Select(_ => new AddressRange((ulong)random.Next(2000), (ulong)random.Next(60)))];
        RangeTable table = RangeTable.Build(ranges);
        for (ulong address = 0; address < 2100; address++)
        {
            int best = -1;
            for (int i = 0; i < ranges.Length; i++)
            {
                bool holds = address >= ranges[i].Start && address < ranges[i].End;
                if (holds && (best < 0 || ranges[i].Size <= ranges[best].Size))
                    best = i;
            }

            Assert.Equal(best, table.Find(address));
        }
    }
}
