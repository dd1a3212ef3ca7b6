using System.Text.RegularExpressions;
using Sonde.Kernel;
using Sonde.Testing;

namespace Samples.Tests.Funclatency;

public sealed class OptionTests
{
    [Theory]
    [InlineData("c:write", "-u", "-m")]
    [InlineData("c:write", "-p", "0")]
    [InlineData("c:write", "-i", "soon")]
    [InlineData("c:write", "-l", "33")]
    [InlineData("c:", "-u")]
    [InlineData("c:(", "-r")]
    [InlineData("c:*")]
    [InlineData(":write")]
    [InlineData("--no-such-option", "x")]
    public void Options_that_make_no_sense_are_a_usage_error(params string[] arguments)
    {
        (int code, _, string error) = Run(arguments);

        Assert.Equal(2, code);
        AssertOneClearLine(error.Replace("Try 'funclatency --help'.\n", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("there is no such file, library or executable", "nosuchlibrary:write")]
    [InlineData("has no function symbol that matches", "c:no_such_function_at_all")]
    [InlineData("no function that matches", "no_such_function_at_all")]
    [InlineData("No such process", "c:write", "-p", "2147483647")]
    [InlineData("not an ELF file", "/etc/passwd:main")]
    [InlineData("there is no such file", "/etc:main")]
    public void Targets_that_are_not_there_are_one_clear_line(string expected, params string[] arguments)
    {
        (int code, _, string error) = Run(arguments);

        Assert.Equal(1, code);
        AssertOneClearLine(error);
        Assert.Contains(expected, error, StringComparison.OrdinalIgnoreCase);
    }

    // In a mount namespace of its own, where no kernel shows kprobes; -F because fentry cannot tell functions apart.
    [Fact]
    [Trait("Matrix", "guest")]
    public void Without_kprobes_a_sentence_says_so_and_what_to_use()
    {
        using ToolProcess tool = ToolProcess.StartProgram(
            "/usr/bin/unshare",
            [
                "--mount", "/bin/sh", "-c", "mount -t tmpfs none /sys/bus/event_source/devices && exec \"$@\"", "sh",
                ToolProcess.Dotnet, Path.Combine(AppContext.BaseDirectory, "funclatency.dll"), "-F", "vfs_read",
            ]);

        int code = tool.Wait();
        string error = tool.Error;

        Assert.Equal(1, code);
        AssertOneClearLine(error);
        Assert.Contains("kprobes", error, StringComparison.Ordinal);
        Assert.Contains("not in this kernel", error, StringComparison.Ordinal);
        Assert.Contains("try 'funclatency c:write'", error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Without_privileges_a_line_names_what_is_needed()
    {
        using ToolProcess tool = Nobody.Start("funclatency", "c:write");

        Assert.Equal(1, tool.Wait());
        AssertOneClearLine(tool.Error);
        Assert.Contains("CAP_BPF", tool.Error, StringComparison.Ordinal);
        Assert.Contains("sudo", tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Interval_duration_and_time_shape_the_output()
    {
        TestKernel.Require(KernelFeatures.Uprobe);

        (int code, string output, _) = Run("c:getpgid", "-i", "1", "-d", "2", "-T", "-m");

        Assert.Equal(0, code);
        Assert.Equal(2, Regex.Count(output, @"^\d\d:\d\d:\d\d$", RegexOptions.Multiline));
    }

    [Fact]
    public void Help_names_every_option()
    {
        (int code, string output, _) = Run("--help");

        Assert.Equal(0, code);
        foreach (string option in new[] { "-p", "-i", "-d", "-T", "-u", "-m", "-F", "-r", "-l", "-v" })
            Assert.Contains($"{option}", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using ToolProcess tool = ToolProcess.Start("funclatency", arguments);
        int code = tool.Wait();
        return (code, tool.Output, tool.Error);
    }

    private static void AssertOneClearLine(string error)
    {
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("funclatency: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
    }
}
