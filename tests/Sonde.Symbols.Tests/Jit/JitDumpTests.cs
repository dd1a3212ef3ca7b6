using Sonde.Testing;

namespace Sonde.Symbols.Tests.Jit;

public sealed class JitDumpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Code_with_its_lines_and_unwinding_is_read_in_both_byte_orders(bool isBigEndian)
    {
        JitDump dump = JitDump.Parse(new JitDumpBuilder(isBigEndian)
            .Lines(0x1000, (0x1008, 12, "\u00ff"), (0x1000, 11, "a.cs"))
            .Lines(0x1000, (0x1000, 11, "a.cs"), (0x1008, 12, "\u00ff"))
            .Unwinding([1, 2, 3])
            .Load(10, 0x1000, 0x20, 5, "Foo::Bar()")
            .Record(99, 0, b => b.UInt64(1))
            .Load(11, 0x2000, 0x10, 6, "Other")
            .ToArray());
        Assert.Equal((4711, 62, false, new JitDumpSkips(Unknown: 1, Damaged: 0, Empty: 0, UnknownMoves: 0)), (dump.Pid, dump.Machine, dump.IsTruncated, dump.Skipped));
        Assert.True(dump.TryFind(0x101f, 10, out JitMethod? method));
        Assert.Equal(("Foo::Bar()", 0x1000ul, 0x20ul, 5ul, 10ul), (method.Name, method.Start, method.Size, method.Index, method.LoadedAt));
        Assert.Equal([1, 2, 3], method.UnwindingInfo.ToArray());
        Assert.True(method.TryFindLine(0x1009, out JitLine line));
        Assert.Equal(new JitLine(0x1008, "a.cs", 12, 7), line);
        Assert.False(method.TryFindLine(0x1020, out _));
        Assert.False(dump.TryFind(0x1020, out _));
        Assert.False(dump.TryFind(0xfff, out _));
        Assert.True(dump.TryFind(0x2000, out method));
        Assert.Empty(method.Lines);
        Assert.True(method.UnwindingInfo.IsEmpty);
    }

    [Fact]
    public void Lines_are_found_in_whatever_order_they_were_written()
    {
        JitDump dump = JitDump.Parse(new JitDumpBuilder()
            .Lines(0x1000, (0x1010, 13, "a.cs"), (0x1000, 11, "a.cs"), (0x1008, 12, "a.cs"))
            .Load(10, 0x1000, 0x20, 5, "method")
            .ToArray());
        Assert.Equal([11, 12, 13], dump.Methods[0].Lines.Select(line => line.Line));
        Assert.True(dump.Methods[0].TryFindLine(0x1009, out JitLine found));
        Assert.Equal(12, found.Line);
    }

    [Fact]
    public void An_address_that_is_used_again_has_the_name_of_its_time()
    {
        JitDump dump = JitDump.Parse(new JitDumpBuilder()
            .Load(30, 0x1000, 0x40, 3, "third")
            .Load(10, 0x1000, 0x40, 1, "first")
            .Load(20, 0x1020, 0x40, 2, "second")
            .ToArray());
        Assert.Equal(["none", "first", "first", "third"], Names(dump, 0x1000, 9, 10, 29, 30));
        Assert.Equal(["none", "first", "second", "third"], Names(dump, 0x1030, 9, 19, 20, 30));
        Assert.Equal(["none", "second", "second"], Names(dump, 0x1050, 19, 20, 40));
        Assert.True(dump.TryFind(0x1030, out JitMethod? last));
        Assert.Equal("third", last.Name);
    }

    [Fact]
    public void Code_that_was_moved_is_where_it_is_at_the_time()
    {
        JitDump dump = JitDump.Parse(new JitDumpBuilder()
            .Lines(0x1000, (0x1000, 11, "a.cs"), (0x1008, 12, "a.cs"))
            .Load(10, 0x1000, 0x40, 1, "method")
            .Move(20, 0x1000, 0x3000, 0x40, 1)
            .Move(25, 0x9000, 0x5000, 0x40, 8)
            .Move(30, 0x3000, 0x4000, 0x40, 1)
            .ToArray());
        Assert.Equal(["none", "method", "none"], Names(dump, 0x1010, 9, 19, 20));
        Assert.Equal(["none", "method", "none"], Names(dump, 0x3010, 19, 20, 30));
        Assert.Equal(["none", "method"], Names(dump, 0x4010, 29, 30));
        Assert.Equal(1, dump.Skipped.UnknownMoves);
        Assert.True(dump.TryFind(0x1010, out _));
        Assert.True(dump.TryFind(0x4010, out JitMethod? moved));
        Assert.True(moved.TryFindLine(0x4008, out JitLine line));
        Assert.Equal(new JitLine(0x4008, "a.cs", 12, 7), line);
        Assert.Equal([0x4000ul, 0x4008ul], moved.Lines.Select(l => l.Address));
    }

    [Fact]
    public void A_file_that_is_cut_short_gives_what_came_before()
    {
        byte[] whole = new JitDumpBuilder().Load(10, 0x1000, 0x40, 1, "first").Load(20, 0x2000, 0x40, 2, "second").ToArray();
        int first = new JitDumpBuilder().Load(10, 0x1000, 0x40, 1, "first").ToArray().Length;
        for (int length = 40; length <= whole.Length; length++)
        {
            JitDump dump = JitDump.Parse(whole.AsMemory(0, length));
            Assert.Equal(length == whole.Length ? 2 : length >= first ? 1 : 0, dump.Methods.Count);
            Assert.Equal(length != 40 && length != first && length != whole.Length, dump.IsTruncated);
        }
    }

    [Fact]
    public void What_follows_the_end_is_not_read()
    {
        JitDump dump = JitDump.Parse(new JitDumpBuilder().Record(3, 5, _ => { }).Load(10, 0x1000, 0x40, 1, "late").ToArray());
        Assert.True(dump.IsClosed);
        Assert.Empty(dump.Methods);
    }

    [Theory]
    [InlineData("", "40 bytes")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000000000000000000000", "0x00000000")]
    [InlineData("4454694a0900000028000000000000000000000000000000000000000000000000000000000000000000", "version of the jitdump is 9")]
    [InlineData("4454694a0100000027000000000000000000000000000000000000000000000000000000000000000000", "39 bytes")]
    [InlineData("4454694a01000000ffffffff000000000000000000000000000000000000000000000000000000000000", "4294967295 bytes")]
    public void What_does_not_begin_as_a_jitdump_is_refused(string hex, string message)
    {
        var e = Assert.Throws<JitDumpFormatException>(() => JitDump.Parse(Convert.FromHexString(hex)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dump_of_a_real_process_is_read_whole()
    {
        JitDump dump = JitDump.Parse(Fixtures.Read("dotnet10/jit-PID.dump.xz"));
        Assert.Equal((2516, false, 0), (dump.Methods.Count, dump.IsTruncated, dump.Skipped.Total));
        JitMethod method = dump.Methods[0];
        Assert.EndsWith("[PreJIT]", method.Name, StringComparison.Ordinal);
        Assert.All(dump.Methods, m => Assert.True(dump.TryFind(m.Start, m.LoadedAt, out _)));
        // Names that a search through all of them in order of their times gives.
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            JitMethod some = dump.Methods[random.Next(dump.Methods.Count)];
            ulong address = some.Start + (ulong)random.NextInt64((long)some.Size);
            ulong time = some.LoadedAt + (ulong)random.Next(1000);
            JitMethod expected = dump.Methods.Last(m => m.LoadedAt <= time && address - m.Start < m.Size);
            Assert.True(dump.TryFind(address, time, out JitMethod? found));
            Assert.Same(expected, found);
        }
    }

    [Fact]
    public void The_dump_that_a_broken_start_leaves_gives_what_it_has_and_says_so()
    {
        JitDump dump = JitDump.Parse(Fixtures.Read("dotnet10/jit-truncated-10.0.12.dump"));
        Assert.True(dump.IsTruncated);
        Assert.InRange(dump.Methods.Count, 0, 2);
    }

    [Fact]
    public void Mutated_dumps_are_read_or_refused()
    {
        byte[] good = new JitDumpBuilder()
            .Lines(0x1000, (0x1000, 11, "a.cs"), (0x1008, 12, "\u00ff"))
            .Unwinding([1, 2, 3])
            .Load(10, 0x1000, 0x20, 1, "first")
            .Move(20, 0x1000, 0x3000, 0x20, 1)
            .Load(30, 0x1000, 0x20, 2, "second")
            .Record(3, 40, _ => { })
            .ToArray();
        int refused = new HostileInput("jitdump", typeof(JitDumpFormatException)).Mutate(seed: 20260103, good, bytes =>
        {
            JitDump dump = JitDump.Parse(bytes);
            foreach (JitMethod each in dump.Methods)
                dump.TryFind(each.Start, each.LoadedAt, out _);
            dump.TryFind(0x1004, 15, out JitMethod? method);
            method?.TryFindLine(0x1004, out _);
            dump.TryFind(ulong.MaxValue, out _);
            Assert.InRange(dump.Methods.Count, 0, 8);
        });
        Assert.InRange(refused, 1000, 10_000);
    }

    [Fact]
    public void Ranges_that_all_overlap_cost_no_more_than_others()
    {
        var builder = new JitDumpBuilder();
        for (uint i = 0; i < 20_000; i++)
            builder.Record(0, i, b => b.UInt64(0).UInt64(0).UInt64(i).UInt64(1_000_000 - (2 * i)).UInt64(i).UInt32(0x41));
        JitDump dump = JitDump.Parse(builder.ToArray());
        Assert.Equal(20_000, dump.Methods.Count);
        for (uint i = 0; i < 20_000; i++)
        {
            Assert.True(dump.TryFind(i, out JitMethod? method));
            Assert.Equal(i, method.Start);
        }
    }

    private static string[] Names(JitDump dump, ulong address, params ulong[] times) =>
        [.. times.Select(time => dump.TryFind(address, time, out JitMethod? method) ? method.Name : "none")];
}
