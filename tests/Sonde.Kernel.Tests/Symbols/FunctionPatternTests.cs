namespace Sonde.Kernel.Tests;

public sealed class FunctionPatternTests
{
    [Theory]
    [InlineData("vfs_read", "vfs_read", true)]
    [InlineData("vfs_read", "vfs_readv", false)]
    [InlineData("vfs_*", "vfs_", true)]
    [InlineData("vfs_*", "vfs_write", true)]
    [InlineData("vfs_*", "do_vfs_write", false)]
    [InlineData("*read*", "vfs_readv", true)]
    [InlineData("*_read", "vfs_readv", false)]
    [InlineData("a*b*c", "axxbyyc", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("*", "anything", true)]
    [InlineData("*", "", true)]
    public void A_star_stands_for_any_characters(string pattern, string name, bool matches)
        => Assert.Equal(matches, FunctionPattern.Glob(pattern).IsMatch(name));

    [Theory]
    [InlineData("foo.isra.0*", "foo.isra.0", "fooxisra.0")]
    [InlineData("f?o*", "f?o", "fxo")]
    [InlineData("[ab]*", "[ab]", "a")]
    [InlineData("a+*", "a+b", "aab")]
    [InlineData("(a|b)*", "(a|b)", "a")]
    [InlineData("^a$*", "^a$", "a")]
    [InlineData(@"a\d*", @"a\d", "a1")]
    [InlineData(@"a\*", @"a\b", "a*")]
    public void In_a_glob_every_other_character_is_itself(string pattern, string itself, string other)
    {
        FunctionPattern glob = FunctionPattern.Glob(pattern);

        Assert.True(glob.IsMatch(itself));
        Assert.False(glob.IsMatch(other));
    }

    [Fact]
    public void Only_a_name_without_star_is_exact()
    {
        Assert.True(FunctionPattern.Glob("a.b").IsExact);
        Assert.False(FunctionPattern.Glob("a*").IsExact);
        Assert.False(FunctionPattern.RegularExpression("a").IsExact);
    }

    [Theory]
    [InlineData("vfs_(read|write)", "vfs_read", true)]
    [InlineData("vfs_(read|write)", "vfs_readv", false)]
    [InlineData("read|write", "write", true)]
    [InlineData("read|write", "readv", false)]
    [InlineData("read|write", "vfs_write", false)]
    [InlineData("a|ab", "ab", true)]
    [InlineData("read", "read\n", false)]
    public void A_regular_expression_matches_whole_names(string pattern, string name, bool matches)
        => Assert.Equal(matches, FunctionPattern.RegularExpression(pattern).IsMatch(name));

    [Theory]
    [InlineData("vfs_(")]
    [InlineData("*read")]
    [InlineData("a)|(b")]
    [InlineData("[")]
    public void What_is_no_regular_expression_is_refused(string pattern)
        => Assert.ThrowsAny<ArgumentException>(() => FunctionPattern.RegularExpression(pattern));

    [Theory]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)a")]
    [InlineData("(?<!a)b")]
    [InlineData("(?>a)b")]
    [InlineData("((((a{200}){200}){200}){200})")]
    public void What_takes_unbounded_time_is_refused_and_named(string pattern)
    {
        var e = Assert.Throws<ArgumentException>(() => FunctionPattern.RegularExpression(pattern));

        Assert.StartsWith($"'{pattern}' uses a construct that takes unbounded time: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nested_repetition_takes_linear_time()
    {
        FunctionPattern pattern = FunctionPattern.RegularExpression("(a+)+b");

        Assert.False(pattern.IsMatch(new string('a', 100_000)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_pattern_is_refused(string? pattern)
    {
        Assert.ThrowsAny<ArgumentException>(() => FunctionPattern.Glob(pattern!));
        Assert.ThrowsAny<ArgumentException>(() => FunctionPattern.RegularExpression(pattern!));
    }
}
