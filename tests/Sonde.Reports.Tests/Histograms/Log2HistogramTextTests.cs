namespace Sonde.Reports.Tests;

public sealed class Log2HistogramTextTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, BccHistogram.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_is_what_bcc_prints(int index)
    {
        BccHistogram printed = BccHistogram.All[index];
        Assert.Equal(printed.Text, new Log2Histogram(printed.Slots, printed.Unit).ToString());
    }

    [Fact]
    public void An_empty_histogram_has_no_text() => Assert.Equal("", new Log2Histogram("usecs").ToString());

    [Fact]
    public void Slot_0_alone_has_no_text() => Assert.Equal("", Usecs(9).ToString());

    [Fact]
    public void A_section_stands_above_its_histogram()
    {
        using var writer = new StringWriter();
        Usecs(0, 1).WriteTo(writer, "pid", "42");
        Assert.Equal(
            "\npid = 42\n"
            + "     usecs               : count     distribution\n"
            + "         0 -> 1          : 1        |****************************************|\n",
            writer.ToString());
    }

    [Fact]
    public void The_last_slot_ends_at_the_largest_value()
    {
        var histogram = new Log2Histogram("nsecs");
        histogram.Add(ulong.MaxValue);
        Assert.EndsWith(
            " 9223372036854775808 -> 18446744073709551615 : 1        |********************|\n", histogram.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_end_is_not_the_writers()
    {
        using var writer = new StringWriter { NewLine = "\r\n" };
        Usecs(0, 1).WriteTo(writer);
        Assert.DoesNotContain('\r', writer.ToString());
    }

    private static Log2Histogram Usecs(params uint[] slots) => new(slots, "usecs");
}
