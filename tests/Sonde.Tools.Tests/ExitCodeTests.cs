namespace Sonde.Tools.Tests;

public sealed class ExitCodeTests
{
    [Fact]
    public void The_numbers_are_those_that_scripts_know()
        => Assert.Equal([0, 1, 2], new[] { ExitCode.Good, ExitCode.Failed, ExitCode.Usage }.Select(c => (int)c));
}
