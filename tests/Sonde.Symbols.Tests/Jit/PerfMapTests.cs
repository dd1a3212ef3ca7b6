using System.Text;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Jit;

public sealed class PerfMapTests
{
    private static byte[] MapOfMethods =>
        "7f0000001000 40 int Foo::Bar(int)\n0x7F0000001040 0x20 b\r\n7f0000001000 1000 block\nffffffffffffffff ff end\n"u8.ToArray();

    [Theory]
    [InlineData("7f00 10 int Foo::Bar(int, int)\n")]
    [InlineData("0x7f00 0x10 int Foo::Bar(int, int)\n")]
    [InlineData("0X7F00 10 int Foo::Bar(int, int)\r\n")]
    [InlineData("0000000000007F00 00000010 int Foo::Bar(int, int)")]
    public void Entries_are_read_in_any_spelling(string line)
    {
        PerfMap map = Parse(line);
        Assert.Equal((1, 0), (map.Count, map.SkippedLines));
        Assert.True(map.TryFind(0x7f0f, out JitSymbol symbol));
        Assert.Equal(new JitSymbol("int Foo::Bar(int, int)", 0x7f00, 0x10), symbol);
        Assert.False(map.TryFind(0x7f10, out _));
        Assert.False(map.TryFind(0x7eff, out _));
    }

    [Theory]
    [InlineData("7f00 10\n")]
    [InlineData("7f00\n")]
    [InlineData("7f00 0 empty\n")]
    [InlineData("7f00 zz name\n")]
    [InlineData("name\n")]
    [InlineData("123456789abcdef01 10 name\n")]
    [InlineData("-1 10 name\n")]
    public void Lines_that_are_no_entries_are_counted_and_cost_nothing_else(string line)
    {
        PerfMap map = Parse("1000 10 before\n" + line + "2000 10 after\n");
        Assert.Equal((2, 1), (map.Count, map.SkippedLines));
        Assert.True(map.TryFind(0x2000, out JitSymbol symbol));
        Assert.Equal("after", symbol.Name);
    }

    [Fact]
    public void Lines_that_are_no_entries_are_counted_by_what_is_wrong_with_them()
    {
        PerfMap map = Parse("name\n7f00\n7f00 zz n\n7f00 q\n7f00 0 n\n\r\n\n7f00 10\n7f00 10 \n1 1 " + new string('x', 70_000) + "\n1000 10 a\tb c\r\n");
        Assert.Equal(new PerfMapSkips(BadAddress: 1, BadSize: 3, Empty: 1, NoName: 2, TooLong: 1), map.Skipped);
        Assert.Equal(8, map.SkippedLines);
        Assert.True(map.TryFind(0x1000, out JitSymbol symbol));
        Assert.Equal("a\tb c", symbol.Name);
    }

    [Fact]
    public void Mutated_maps_are_read() => new HostileInput("perf map").Mutate(seed: 20260102, MapOfMethods, bytes =>
    {
        byte[] text = bytes.ToArray();
        PerfMap map = PerfMap.Parse(text);
        for (ulong address = 0x7f0000001000; address < 0x7f0000001100; address += 16)
            map.TryFind(address, out _);
        map.TryFind(ulong.MaxValue, out _);
        Assert.InRange(map.Count + map.SkippedLines, 0, text.AsSpan().Count((byte)'\n') + 1);
    });

    [Fact]
    public void Code_that_took_the_place_of_other_code_has_the_later_name()
    {
        PerfMap map = Parse("1000 100 old\n1000 100 new\n1040 10 inner\n");
        Assert.True(map.TryFind(0x1010, out JitSymbol symbol));
        Assert.Equal("new", symbol.Name);
        Assert.True(map.TryFind(0x1044, out symbol));
        Assert.Equal("inner", symbol.Name);
    }

    [Fact]
    public void Looking_up_what_was_seen_before_allocates_nothing()
    {
        PerfMap map = Parse("1000 100 method\n");
        map.TryFind(0x1001, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            map.TryFind(0x1002, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("dotnet10/perf-PID.map.xz")]
    [InlineData("dotnet10/perf-with-stubblocks-10.0.12.map.xz")]
    [InlineData("maps/one-collect.dotnet-info.map.xz")]
    public void Maps_of_real_processes_are_read_whole(string file)
    {
        byte[] text = Fixtures.Read(file);
        PerfMap map = PerfMap.Parse(text);
        Assert.Equal(text.AsSpan().Count((byte)'\n'), map.Count + map.SkippedLines);
        Assert.InRange(map.SkippedLines, 0, 1);
    }

    private static PerfMap Parse(string text) => PerfMap.Parse(Encoding.UTF8.GetBytes(text));
}
