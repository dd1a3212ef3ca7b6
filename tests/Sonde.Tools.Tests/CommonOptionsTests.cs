using System.CommandLine;

namespace Sonde.Tools.Tests;

public sealed class CommonOptionsTests
{
    private readonly CommonOptions _options = new();
    private readonly RootCommand _command = new("a tool");

    public CommonOptionsTests() => _options.AddTo(_command);

    [Fact]
    public void The_letters_are_bccs()
    {
        ParseResult parsed = _command.Parse(["-p", "181", "-i", "2", "-d", "10", "-T", "-v"]);

        Assert.Empty(parsed.Errors);
        Assert.Equal(
            (181, 2, 10), (parsed.GetValue(_options.Pid), parsed.GetValue(_options.Interval), parsed.GetValue(_options.Duration)));
        Assert.True(parsed.GetValue(_options.Timestamp) && parsed.GetValue(_options.Verbose));
    }

    [Fact]
    public void What_was_not_typed_is_null()
    {
        ParseResult parsed = _command.Parse([]);

        Assert.Equal((null, null, null), (parsed.GetValue(_options.Pid), parsed.GetValue(_options.Interval), parsed.GetValue(_options.Duration)));
        Assert.False(parsed.GetValue(_options.Timestamp));
    }

    [Theory]
    [InlineData("-p", "0")]
    [InlineData("-p", "-1")]
    [InlineData("-i", "0")]
    [InlineData("-i", "1.5")]
    [InlineData("-d", "soon")]
    [InlineData("-d", "4294967296")]
    [InlineData("-d", "1,000")]
    public void What_is_no_number_from_1_is_one_error_that_names_the_option_and_the_value(string option, string value)
    {
        ParseResult parsed = _command.Parse([option, value]);

        Assert.Equal($"{option} takes a number from 1, not '{value}'.", Assert.Single(parsed.Errors).Message);
    }

    [Theory]
    [InlineData("-p")]
    [InlineData("-i")]
    public void A_missing_value_is_an_error(string option) => Assert.NotEmpty(_command.Parse([option]).Errors);

    [Fact]
    public void An_option_twice_is_an_error() => Assert.NotEmpty(_command.Parse(["-p", "1", "-p", "2"]).Errors);

    [Fact]
    public void The_loop_has_the_time_that_was_typed()
    {
        using var stop = new StopSignal();
        using var output = new StringWriter();
        int prints = 0;

        _options.Loop(_command.Parse(["-d", "1", "-T"])).Run(stop, output, () => prints++);

        Assert.Equal(1, prints);
        Assert.Contains(":", output.ToString(), StringComparison.Ordinal);
    }
}
