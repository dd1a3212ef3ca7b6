namespace Sonde.Symbols.Tests.DotNet;

/// <summary>Which method an address belongs to at a time, however the runtime's threads tell of it.</summary>
public sealed class CodeTimelineTests
{
    private const ulong Start = 0x1000;

    private readonly CodeTimeline _timeline = new();

    [Fact]
    public void Code_is_there_from_its_load_to_its_unload()
    {
        Load("first", 10);
        _timeline.Remove(Start, 20);
        Load("second", 30);
        Assert.Equal(["none", "first", "first", "none", "none", "second"], Names(9, 10, 19, 20, 29, 30));
        Assert.Null(_timeline.Find(Start + 0x20, 15));
        Assert.Null(_timeline.Find(Start - 1, 15));
    }

    [Fact]
    public void The_last_code_of_an_address_is_known_when_it_is_gone()
    {
        Load("first", 10);
        _timeline.Remove(Start, 20);
        Assert.Equal(["none", "first"], Names(30, ulong.MaxValue));
        Load("second", 40);
        Assert.Equal(["second"], Names(ulong.MaxValue));
        Assert.Null(_timeline.Find(Start + 0x20, ulong.MaxValue));
    }

    [Fact]
    public void An_end_that_there_was_no_room_for_is_counted()
    {
        for (ulong i = 0; i < 1026; i++)
            _timeline.Remove(Start + (i * 0x20), 10);
        Assert.Equal(2, _timeline.Dropped);
    }

    [Fact]
    public void Loads_that_are_told_in_another_order_have_their_times()
    {
        Load("third", 30);
        Load("first", 10);
        Load("second", 20);
        Assert.Equal(["none", "first", "second", "third"], Names(9, 19, 29, 30));
    }

    [Fact]
    public void An_unload_that_is_told_before_its_load_ends_it()
    {
        _timeline.Remove(Start, 20);
        Load("first", 10);
        Assert.Equal(["first", "none"], Names(19, 20));
        // It ended that one alone.
        Load("second", 15);
        Assert.Equal(["second"], Names(25));
    }

    [Fact]
    public void An_unload_that_is_told_when_other_code_is_there_ends_the_older()
    {
        Load("first", 10);
        Load("second", 20);
        _timeline.Remove(Start, 21);
        Assert.Equal(["first", "second"], Names(19, 25));
    }

    [Fact]
    public void What_was_listed_was_there_always_unless_it_is_known_to_have_come()
    {
        Load("came", 10);
        _timeline.AddListed(Method("listed", Start));
        _timeline.AddListed(Method("other", Start + 0x100));
        Assert.Equal(["none", "came"], Names(9, 10));
        Assert.Equal("other", _timeline.Find(Start + 0x100, 1)?.RawName);
        Assert.Equal(2, _timeline.Count);
    }

    [Fact]
    public void Thousands_that_come_in_any_order_are_found_as_few_are()
    {
        // More than are searched one by one, and then some behind them; each address is used three times.
        var random = new Random(5);
        (int Place, ulong Time)[] loads = [.. Enumerable.Range(0, 3000).Select(i => (i % 1000, 10 * ((ulong)(i / 1000) + 1)))];
        random.Shuffle(loads);
        for (int i = 0; i < loads.Length; i++)
        {
            (int place, ulong time) = loads[i];
            _timeline.Add(Method($"{place} at {time}", At(place)), time);
            if (i % 1000 == 0)
                _timeline.Find(At(place), time);
        }

        for (int place = 0; place < 1000; place++)
        {
            foreach (ulong time in (ulong[])[10, 19, 20, 29, 30, 39])
                Assert.Equal($"{place} at {time / 10 * 10}", _timeline.Find(At(place) + 5, time)?.RawName);
            Assert.Null(_timeline.Find(At(place), 9));
        }

        static ulong At(int place) => Start + ((ulong)place * 0x20);
    }

    [Fact]
    public void Beyond_the_limit_code_that_ended_first_is_forgotten_and_counted()
    {
        var timeline = new CodeTimeline(100 * CodeTimeline.BytesOf(Method("0000", Start)));
        timeline.Add(Method("lone", Start - 0x100), 1);
        for (ulong i = 0; i < 1000; i++)
        {
            timeline.Add(Method($"{i:0000}", Start), 10 + i);
            // Of the others nobody tells that they went.
            if (i % 2 == 0)
                timeline.Remove(Start, 11 + i);
        }

        Assert.Equal((1001, 100, 901), (timeline.Count, timeline.Kept, timeline.Forgotten));
        Assert.Equal("lone", timeline.Find(Start - 0x100, 5000)?.RawName);
        Assert.Equal("0999", timeline.Find(Start, ulong.MaxValue)?.RawName);
    }

    [Fact]
    public void Where_no_code_has_ended_that_is_forgotten_which_came_first()
    {
        var timeline = new CodeTimeline(100 * CodeTimeline.BytesOf(Method("0000", Start)));
        for (ulong i = 0; i < 2000; i++)
            timeline.Add(Method($"{i:0000}", Start + (i * 0x20)), 10 + i);
        Assert.Equal((2000, 100, 1900), (timeline.Count, timeline.Kept, timeline.Forgotten));
        Assert.Equal("1999", timeline.Find(Start + (1999 * 0x20), 5000)?.RawName);
        Assert.Equal("1900", timeline.Find(Start + (1900 * 0x20), 5000)?.RawName);
        // The end of what was forgotten is none of the code that has its place.
        timeline.Add(Method("next", Start), 6000);
        timeline.Remove(Start, 5999);
        Assert.Equal("next", timeline.Find(Start, 7000)?.RawName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_memory_of_what_comes_and_goes_is_bounded_whether_it_is_looked_up_or_not(bool isLookedUp)
    {
        const int Limit = 2000;
        var timeline = new CodeTimeline(Limit * CodeTimeline.BytesOf(Method("00000", Start)));
        int most = 0;
        for (ulong i = 0; i < 50_000; i++)
        {
            ulong start = Start + (i % 30_000 * 0x20);
            timeline.Add(Method($"{i:00000}", start), 10 + (2 * i));
            if (isLookedUp && i % 100 == 0)
                Assert.Equal($"{i:00000}", timeline.Find(start, 10 + (2 * i))?.RawName);
            timeline.Remove(start, 11 + (2 * i));
            most = Math.Max(most, timeline.Held);
        }

        Assert.Equal(Limit, timeline.Kept);
        Assert.InRange(most, Limit, 4 * Limit);
    }

    [Fact]
    public void Long_names_take_the_room_of_many_short_ones()
    {
        const int Limit = 1 << 20;
        var timeline = new CodeTimeline(Limit);
        for (ulong i = 0; i < 1000; i++)
        {
            timeline.Add(Method(new string('x', 10_000), Start + (i * 0x20)), 10 + i);
            Assert.InRange(timeline.Bytes, 20_000, Limit);
        }

        Assert.InRange(timeline.Kept, 20, Limit / 20_000);
        Assert.Equal((1000, 1000 - timeline.Kept), (timeline.Count, timeline.Forgotten));
        // One that has no room even alone is forgotten with all others, and what follows is kept.
        timeline.Add(Method(new string('x', Limit), Start), 5000);
        Assert.Equal((0, 0L), (timeline.Kept, timeline.Bytes));
        timeline.Add(Method("next", Start), 5001);
        Assert.Equal("next", timeline.Find(Start, 5001)?.RawName);
    }

    [Fact]
    public void What_was_forgotten_is_no_longer_found_in_a_table_that_has_it()
    {
        var timeline = new CodeTimeline(2000 * CodeTimeline.BytesOf(Method("0000", Start)));
        for (ulong i = 0; i < 2000; i++)
            timeline.Add(Method($"{i:0000}", Start + (i * 0x20)), 10 + i);
        // Makes a table of them.
        Assert.Equal("0000", timeline.Find(Start, 5000)?.RawName);
        timeline.Add(Method("next", Start + (2000 * 0x20)), 5000);
        Assert.Equal((1, 2001), (timeline.Forgotten, timeline.Held));
        Assert.Null(timeline.Find(Start, 5000));
        Assert.Equal("0001", timeline.Find(Start + 0x20, 5000)?.RawName);
    }

    [Fact]
    public void Code_that_comes_at_one_place_without_end_takes_no_longer_each_time()
    {
        // If each were compared with all before it, this would take a minute.
        const ulong Loads = 200_000;
        for (ulong i = 0; i < Loads; i++)
            Load($"{i}", 10 * (i + 1));
        _timeline.Remove(Start, (10 * Loads) + 1);
        Assert.Equal(["none", "0", "1", "99999", "199999"], Names(9, 10, 20, 1_000_009, ulong.MaxValue));
        // The last is still there: an earlier one went.
        Assert.Equal(["199999"], Names((10 * Loads) + 2));
    }

    [Fact]
    public async Task Several_threads_look_up_what_was_recorded_before_it_is_sorted()
    {
        const int Code = 20_000;
        for (int round = 0; round < 20; round++)
        {
            var timeline = new CodeTimeline();
            for (int i = 0; i < Code; i++)
                timeline.Add(Method($"{i}", Start + ((ulong)i * 0x20)), (ulong)i);
            using var together = new Barrier(4);
            int missing = 0;
            await Task.WhenAll(Enumerable.Range(0, together.ParticipantCount).Select(place => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    if (timeline.FindRecorded(Start + ((ulong)place * 0x20), Code, out _, out _)?.RawName != $"{place}")
                        Interlocked.Increment(ref missing);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            Assert.Equal(0, missing);
        }
    }

    [Fact]
    public async Task Several_threads_look_up_what_one_adds()
    {
        const int Last = 30_000;
        int added = 0;
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var random = new Random(3);
            while (Volatile.Read(ref added) is var now && now < Last)
            {
                int place = now == 0 ? 0 : random.Next(now);
                if (now > 0)
                    Assert.Equal($"{place}", _timeline.Find(Start + ((ulong)place * 0x20), ulong.MaxValue)?.RawName);
            }
        }))];
        for (int i = 0; i < Last; i++)
        {
            _timeline.Add(Method($"{i}", Start + ((ulong)i * 0x20)), (ulong)i);
            Volatile.Write(ref added, i + 1);
        }

        await Task.WhenAll(readers);
        Assert.Equal(Last, _timeline.Kept);
    }

    private static ManagedMethod Method(string name, ulong start) => new(start, 0x20, "", name, "", CodeTier.Tier0, isDynamic: true);

    private void Load(string name, ulong time) => _timeline.Add(Method(name, Start), time);

    private string[] Names(params ulong[] times) => [.. times.Select(time => _timeline.Find(Start + 8, time)?.RawName ?? "none")];
}
