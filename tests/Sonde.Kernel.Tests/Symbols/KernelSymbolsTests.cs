using System.Text;
using Sonde.Testing;

namespace Sonde.Kernel.Tests;

public sealed class KernelSymbolsTests
{
    private static KernelSymbols Parse(string text) => KernelSymbols.Parse(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void An_address_has_the_name_of_the_symbol_before_it()
    {
        KernelSymbols symbols = Parse("ffffffff81000000 T first\nffffffff81000100 t second\n");

        Assert.Null(symbols.Find(0xffffffff80ffffff));
        Assert.Equal("first", symbols.Find(0xffffffff81000000));
        Assert.Equal("first", symbols.Find(0xffffffff810000ff));
        Assert.Equal("second", symbols.Find(0xffffffff81000100));
        Assert.Equal("second", symbols.Find(ulong.MaxValue));
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
        => Assert.Equal("ext4_map_blocks", Parse("ffffffffc0000000 t ext4_map_blocks\t[ext4]\n").Find(0xffffffffc0000000));

    [Fact]
    public void Data_is_left_out()
    {
        KernelSymbols symbols = Parse("10 T code\n20 d data\n30 B zeros\n40 A absolute\n50 W weak\n");

        Assert.Equal(2, symbols.Count);
        Assert.Equal("code", symbols.Find(0x45));
        Assert.Equal("weak", symbols.Find(0x50));
    }

    [Fact]
    public void The_list_need_not_be_sorted()
    {
        KernelSymbols symbols = Parse("300 T third\n100 T first\n200 T second\n");

        Assert.Equal("first", symbols.Find(0x1ff));
        Assert.Equal("second", symbols.Find(0x200));
        Assert.Equal("third", symbols.Find(0x300));
    }

    [Fact]
    public void Of_several_names_for_an_address_the_kernels_first_is_given()
    {
        // Enough of them for an unstable sort to show.
        string aliases = string.Concat(Enumerable.Range(0, 100).Select(i => $"200 T alias{i}\n"));
        KernelSymbols symbols = Parse($"300 T last\n{aliases}100 T before\n");

        Assert.Equal("alias0", symbols.Find(0x200));
        Assert.Equal("alias0", symbols.Find(0x2ff));
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
