namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Numbers by addresses.</summary>
public sealed class NumberTableTests
{
    [Fact]
    public void Each_key_has_its_number_whatever_its_upper_half_is()
    {
        var random = new Random(3);
        var table = new NumberTable();
        var expected = new Dictionary<ulong, int>();
        Assert.Equal(-1, table.Find(0));
        for (int i = 0; i < 50_000; i++)
        {
            ulong key = ((ulong)random.Next(4) * 0x1234_0000_0000) + (ulong)random.Next(100_000);
            Assert.Equal(expected.GetValueOrDefault(key, -1), table.Find(key));
            if (expected.TryAdd(key, i))
                table.Add(key, i);
        }

        Assert.All(expected, pair => Assert.Equal(pair.Value, table.Find(pair.Key)));
        Assert.Equal(-1, table.Find(ulong.MaxValue));
    }
}
