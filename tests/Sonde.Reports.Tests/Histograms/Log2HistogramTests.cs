namespace Sonde.Reports.Tests;

public sealed class Log2HistogramTests
{
    [Theory]
    [InlineData(0ul, 1)]
    [InlineData(1ul, 1)]
    [InlineData(2ul, 2)]
    [InlineData(3ul, 2)]
    [InlineData(4ul, 3)]
    [InlineData(0xffff_fffful, 32)]
    [InlineData(0x1_0000_0000ul, 33)]
    [InlineData(ulong.MaxValue, 64)]
    public void A_value_is_counted_in_the_slot_of_its_highest_bit(ulong value, int slot)
    {
        var histogram = new Log2Histogram("usecs");
        histogram.Add(value);
        Assert.Equal(slot, Log2Histogram.SlotOf(value));
        Assert.Equal(1ul, histogram.Slots[slot]);
        Assert.Equal(1ul, histogram.Count);
    }

    [Fact]
    public void Counters_of_both_widths_make_the_same_histogram() =>
        Assert.Equal(new Log2Histogram(new ulong[] { 0, 3, 7 }, "usecs").ToString(), Usecs(0, 3, 7).ToString());

    [Fact]
    public void Slot_0_does_not_count() => Assert.Equal(3ul, Usecs(9, 1, 2).Count);

    [Fact]
    public void Merging_adds_slot_by_slot()
    {
        var histogram = Usecs(0, 1, 2);
        histogram.Add(Usecs(0, 10, 20, 30));
        Assert.Equal([0ul, 11ul, 22ul, 30ul], histogram.Slots[..4].ToArray());
    }

    [Fact]
    public void Merging_another_unit_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => new Log2Histogram("usecs").Add(new Log2Histogram("nsecs")));
        Assert.StartsWith("A histogram of nsecs cannot be added to one of usecs.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_counter_stays_full()
    {
        var histogram = new Log2Histogram(new ulong[] { 0, ulong.MaxValue, 5 }, "usecs");
        histogram.Add(1);
        histogram.Add(Usecs(0, 1));
        Assert.Equal(ulong.MaxValue, histogram.Slots[1]);
        Assert.Equal(ulong.MaxValue, histogram.Count);
    }

    [Fact]
    public void More_slots_than_a_value_has_bits_are_refused() =>
        Assert.Throws<ArgumentException>("slots", () => new Log2Histogram(new ulong[66], "usecs"));

    [Fact]
    public void A_percentile_is_within_a_factor_of_two_of_the_true_value()
    {
        var random = new Random(7);
        ulong[] values = [.. Enumerable.Range(0, 5000).Select(_ => (ulong)random.NextInt64(1, 1L << random.Next(1, 63)))];
        var histogram = new Log2Histogram("nsecs");
        foreach (ulong value in values)
            histogram.Add(value);
        Array.Sort(values);
        foreach (double percent in (double[])[1, 10, 25, 50, 75, 90, 99, 99.9, 100])
        {
            double exact = values[(int)Math.Ceiling(percent / 100 * values.Length) - 1];
            // Slot 1 holds 0 and 1, between which there is no factor.
            Assert.InRange(histogram.Percentile(percent), exact <= 1 ? 0 : exact / 2, exact * 2);
        }
    }

    [Fact]
    public void A_percentile_of_nothing_is_no_number() => Assert.Equal(double.NaN, new Log2Histogram("usecs").Percentile(50));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    public void A_percentile_outside_of_0_to_100_is_refused(double percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(percent), () => new Log2Histogram("usecs").Percentile(percent));

    private static Log2Histogram Usecs(params uint[] slots) => new(slots, "usecs");
}
