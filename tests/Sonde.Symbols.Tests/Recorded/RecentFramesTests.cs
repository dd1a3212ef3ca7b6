namespace Sonde.Symbols.Tests.Recorded;

/// <summary>What was found last.</summary>
public sealed class RecentFramesTests
{
    [Fact]
    public void An_address_is_found_for_whom_it_was_kept_and_for_nobody_else()
    {
        var frames = new RecentFrames();
        frames.Keep(1, 0x1000, 7);
        Assert.Equal((7, -1, -1), (frames.Find(1, 0x1000), frames.Find(2, 0x1000), frames.Find(1, 0x1001)));
        Assert.Equal(-1, frames.Find(1, 0));
    }

    [Fact]
    public void What_shares_a_place_is_never_taken_for_another()
    {
        var frames = new RecentFrames();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 20_000; i++)
            {
                int number = frames.Find(1 + (i % 3), (ulong)i * 16);
                Assert.True(number == -1 || number == i);
                frames.Keep(1 + (i % 3), (ulong)i * 16, i);
                Assert.Equal(i, frames.Find(1 + (i % 3), (ulong)i * 16));
            }
        }

        // There is room for four times as many.
        Assert.InRange(Enumerable.Range(19_000, 1000).Count(i => frames.Find(1 + (i % 3), (ulong)i * 16) == i), 900, 1000);
    }
}
