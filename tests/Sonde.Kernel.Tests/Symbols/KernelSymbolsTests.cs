using System.Text;
using Sonde.Testing;

namespace Sonde.Kernel.Tests;

public sealed class KernelSymbolsTests
{
    private static KernelSymbol At(KernelSymbols symbols, ulong address) => symbols.TryFind(address, out KernelSymbol symbol) ? symbol : default;

    private static KernelSymbols Parse(string text) => KernelSymbols.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void An_address_has_the_name_of_the_symbol_before_it()
    {
        KernelSymbols symbols = Parse("ffffffff81000000 T first\nffffffff81000100 t second\n");

        Assert.Null(symbols.Find(0xffffffff80ffffff));
        Assert.Equal("first", symbols.Find(0xffffffff81000000));
        Assert.Equal("first", symbols.Find(0xffffffff810000ff));
        Assert.Equal("second", symbols.Find(0xffffffff81000100));
        Assert.Equal("second", symbols.Find(0xffffffff81001fff));
        Assert.Null(symbols.Find(0xffffffff81002000));
        Assert.Null(symbols.Find(ulong.MaxValue));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(30_000)]
    [InlineData(60_000)]
    public void Of_megabytes_of_names_each_is_found(int count)
    {
        string end = new('x', 90);
        KernelSymbols symbols = Parse(string.Concat(Enumerable.Range(0, count).Select(i => $"{0xffffffff81000000 + ((ulong)i * 16):x} T f{i}_{end}\n")));
        foreach (int i in new[] { 0, 1, count / 2, count - 1 })
        {
            ulong address = 0xffffffff81000000 + ((ulong)i * 16);
            Assert.Equal(address, Assert.Single(symbols.FindByName($"f{i}_{end}")).Address);
            Assert.Equal($"f{i}_{end}", symbols.Find(address + 15));
        }

        Assert.Empty(symbols.FindByName($"f{count}_{end}"));
        Assert.Empty(symbols.FindByName(end));
    }

    [Fact]
    public void Hidden_addresses_are_no_symbols()
    {
        KernelSymbols symbols = Parse("0000000000000000 T first\n0000000000000000 t second\n");

        Assert.Equal(0, symbols.Count);
        Assert.Null(symbols.Find(0xffffffff81000000));
    }

    [Fact]
    public void A_module_is_not_part_of_the_name()
    {
        KernelSymbols symbols = Parse("ffffffff81000000 T first\nffffffffc0000000 t ext4_map_blocks\t[ext4]\nffffffffc0001000 t second\t[btrfs]\nffffffffc0002000 t third\t[ext4]\n");

        KernelSymbol symbol = At(symbols, 0xffffffffc0000010);
        Assert.Equal(("ext4_map_blocks", 0xffffffffc0000000, "ext4", "ext4_map_blocks [ext4]"), (symbol.Name, symbol.Address, symbol.Module, symbol.ToString()));
        Assert.Equal("btrfs", At(symbols, 0xffffffffc0001000).Module);
        Assert.Equal("ext4", At(symbols, 0xffffffffc0002000).Module);
        Assert.Null(At(symbols, 0xffffffff81000000).Module);
    }

    [Fact]
    public void Code_ends_where_data_begins()
    {
        KernelSymbols symbols = Parse("10 T code\n20 d data\n30 B zeros\n40 A absolute\n50 W weak\n");

        Assert.Equal(2, symbols.Count);
        Assert.Equal("code", symbols.Find(0x1f));
        Assert.Null(symbols.Find(0x20));
        Assert.Null(symbols.Find(0x4f));
        Assert.Equal("weak", symbols.Find(0x50));
    }

    [Fact]
    public void Code_ends_where_the_kernel_says_that_it_ends()
    {
        KernelSymbols symbols = Parse("1000 T code\n2000 T _etext\n3000 t init\n4000 T _einittext\n9000 t module\t[ext4]\n");

        Assert.Equal(["code", null, "init", null, "module"], new ulong[] { 0x1fff, 0x2000, 0x3000, 0x8fff, 0x9000 }.Select(symbols.Find));
        Assert.Equal(3, symbols.Count);
    }

    [Fact]
    public void A_name_has_its_addresses()
    {
        KernelSymbols symbols = Parse("10 T code\n20 t twice\n30 t twice_more\n40 t twice\t[ext4]\n50 T not_twice\n");

        Assert.Equal([(0x20ul, null), (0x40ul, "ext4")], symbols.FindByName("twice").Select(symbol => (symbol.Address, symbol.Module)));
        Assert.Empty(symbols.FindByName("wice"));
        Assert.Empty(symbols.FindByName("twice_"));
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        KernelSymbols symbols = Parse("10 T code\n20 t more\n");
        ulong sum = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong address = 0; address < 0x100; address++)
            sum += symbols.TryFind(address, out KernelSymbol symbol) ? symbol.Address + (ulong)symbol.NameUtf8.Length : 0;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0ul, sum);
    }

    [Fact]
    public void Addresses_far_apart_are_found()
    {
        KernelSymbols symbols = Parse("1 T low\nffffffff81000000 T first\nffffffff81000004 T second\nffffffffffffff00 t last\n");

        Assert.Equal(["low", "first", "second", "last"], new ulong[] { 0xffffffff80ffffff, 0xffffffff81000003, 0xfffffffffffffeff, ulong.MaxValue }.Select(symbols.Find));
    }

    [Fact]
    public void Lines_without_end_are_passed_over()
    {
        string text = "100 T first\n200 T " + new string('x', 200_000) + "\n300 T third\n";

        Assert.Equal(["first", "third"], new ulong[] { 0x200, 0x300 }.Select(Parse(text).Find));
    }

    [Fact]
    public void The_list_need_not_be_sorted()
    {
        KernelSymbols symbols = Parse("300 T third\n100 T first\n200 T second\n");

        Assert.Equal("first", symbols.Find(0x1ff));
        Assert.Equal("second", symbols.Find(0x200));
        Assert.Equal("third", symbols.Find(0x300));
    }

    [Theory]
    [InlineData("200 t local\n200 T __global\n", "__global")]
    [InlineData("200 W weak\n200 t local\n", "local")]
    [InlineData("200 T __under\n200 T none\n200 T _one\n", "none")]
    [InlineData("200 T short\n200 T longer\n200 T tiny\n", "longer")]
    [InlineData("200 T same1\n200 T same2\n", "same1")]
    public void Of_several_names_for_an_address_it_is_the_one_that_perf_shows(string lines, string expected)
        => Assert.Equal([expected, expected, "before"], new ulong[] { 0x200, 0x2ff, 0x1ff }.Select(Parse($"300 T last\n{lines}100 T before\n").Find));

    [Fact]
    public void Many_names_for_an_address_sort_the_same_way_in_any_order()
    {
        // Enough of them for an unstable sort to show.
        string aliases = string.Concat(Enumerable.Range(0, 100).Select(i => $"200 T alias{i}\n"));
        KernelSymbols symbols = Parse($"300 T last\n{aliases}100 T before\n");

        Assert.Equal("alias10", symbols.Find(0x200));
        Assert.Equal("before", symbols.Find(0x1ff));
    }

    [Theory]
    [InlineData("100 T whole\n200 T")]
    [InlineData("100 T whole\n200 ")]
    [InlineData("100 T whole\n200")]
    [InlineData("100 T whole\n\n\nx\n T y\n")]
    [InlineData("100 T whole\nffffffffffffffffff T too_long\n")]
    [InlineData("100 T whole\n200\tT tab\n")]
    public void Broken_lines_are_passed_over(string text)
    {
        KernelSymbols symbols = Parse(text);

        Assert.Equal(1, symbols.Count);
        Assert.Equal("whole", symbols.Find(0x1000));
    }

    [Fact]
    public void A_last_line_without_end_counts() => Assert.Equal("last", Parse("100 T first\n200 T last").Find(0x200));

    [Fact]
    public void Nothing_gives_no_symbols() => Assert.Equal(0, Parse("").Count);

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_running_kernels_symbols_name_its_functions()
    {
        TestKernel.Require(KernelFeatures.KernelSymbols);
        string[] line = File.ReadLines("/proc/kallsyms").First(l => l.EndsWith(" T vfs_read", StringComparison.Ordinal)).Split(' ');

        Assert.Equal("vfs_read", KernelSymbols.Read().Find(Convert.ToUInt64(line[0], 16) + 1));
    }
}
