namespace Sonde.Kernel.Tests;

public sealed class KernelFunctionsTests
{
    [Theory]
    [InlineData("vfs_read", "vfs_read")]
    [InlineData("ext4_fill_super [ext4]", "ext4_fill_super")]
    [InlineData("__ftrace_invalid_address___240", "")]
    [InlineData("", "")]
    public void A_line_of_the_function_tracer_begins_with_the_name(string line, string name)
        => Assert.Equal(name, KernelFunctions.NameOfTracedLine(line).ToString());

    [Theory]
    [InlineData("ffffffff81000000 T vfs_read", "vfs_read")]
    [InlineData("0000000000000000 t hidden", "hidden")]
    [InlineData("ffffffffc0000000 t ext4_fill_super\t[ext4]", "ext4_fill_super")]
    [InlineData("ffffffff81000000 W weak", "weak")]
    [InlineData("ffffffff81000000 D data", "")]
    [InlineData("ffffffff81000000 t __pfx_vfs_read", "")]
    [InlineData("ffffffff81000000 t __cfi_vfs_read", "")]
    [InlineData("ffffffff81000000 t vfs_read.cold", "")]
    [InlineData("ffffffffc0000000 t bpf_prog_6deef7357e7b4530\t[bpf]", "")]
    [InlineData("ffffffffc0000000 t ftrace_trampoline\t[__builtin__ftrace]", "")]
    [InlineData("ffffffff81000000 T", "")]
    [InlineData("ffffffff81000000", "")]
    [InlineData("", "")]
    public void A_line_of_kallsyms_names_a_function_that_has_an_entry(string line, string name)
        => Assert.Equal(name, KernelFunctions.NameOfSymbolLine(line).ToString());

    [Fact]
    public void A_line_of_the_blacklist_ends_with_the_name()
        => Assert.Equal("do_int3", KernelFunctions.NameOfBlacklistLine("0xffffffff81000000-0xffffffff81000010\tdo_int3").ToString());

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_running_kernel_has_vfs_read()
        => Assert.Equal(["vfs_read"], KernelFunctions.Find(FunctionPattern.Glob("vfs_read")));

    [Fact]
    public void Functions_are_sorted_and_stand_once()
    {
        IReadOnlyList<string> functions = KernelFunctions.Find(FunctionPattern.Glob("vfs_*"));

        Assert.Contains("vfs_write", functions);
        Assert.Equal(functions.Distinct().Order(StringComparer.Ordinal), functions);
        Assert.All(functions, f => Assert.StartsWith("vfs_", f, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_no_function_has_gives_none()
        => Assert.Empty(KernelFunctions.Find(FunctionPattern.Glob("no_kernel_has_this")));

    [Fact]
    public void What_cannot_be_traced_is_counted_with_the_reason()
    {
        KernelFunctionMatches matches = KernelFunctions.Sort(
            Names("vfs_a", "vfs_b", "vfs_twice", "vfs_twice", "vfs_banned", "vfs_hidden", "vfs_untyped"),
            Names("vfs_a", "vfs_b", "vfs_twice", "vfs_banned", "vfs_untyped"),
            Names("vfs_banned"),
            new HashSet<string> { "vfs_a", "vfs_b", "vfs_twice", "vfs_banned", "vfs_hidden" });

        Assert.Equal(["vfs_a", "vfs_b"], matches.Traceable);
        Assert.Equal(
            [
                new("vfs_banned", FunctionSkipReason.Blacklisted),
                new("vfs_hidden", FunctionSkipReason.NotTraceable),
                new("vfs_twice", FunctionSkipReason.Ambiguous),
                new("vfs_untyped", FunctionSkipReason.NotInTypes),
            ],
            matches.Skipped);
        Assert.Equal(
            "6 match, 2 can be traced; 1 not traceable, 1 blacklisted, 1 with a name that several have, 1 not in the kernel's types",
            matches.ToString());
    }

    [Fact]
    public void Without_the_tracers_list_all_known_functions_count_as_traceable()
        => Assert.Equal(["vfs_a"], KernelFunctions.Sort(Names("vfs_a"), null, Names(), null).Traceable);

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_function_on_the_blacklist_of_the_running_kernel_is_skipped()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/debug/kprobes/blacklist"), "this kernel has no list of functions that cannot be probed, or debugfs is not mounted");
        KernelFunctionMatches matches = KernelFunctions.Match(FunctionPattern.Glob("*"));

        Assert.Contains(matches.Skipped, s => s.Reason is FunctionSkipReason.Blacklisted or FunctionSkipReason.NotTraceable);
        Assert.Contains(matches.Skipped, s => s.Reason is FunctionSkipReason.Ambiguous);
        Assert.True(matches.Traceable.Count > 10_000);
    }

    private static SortedDictionary<string, int> Names(params string[] names)
        => new(names.GroupBy(n => n).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal);
}
