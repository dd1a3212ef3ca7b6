using System.Diagnostics;
using Sonde.Bpf;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Tools.Tests;

public sealed class FunctionTargetsTests
{
    private static string[] Names(FunctionTargets targets) => [.. Enumerable.Range(0, targets.Count).Select(i => targets[i])];

    [Fact]
    public void A_name_alone_is_a_function_of_the_kernel()
    {
        FunctionTargets targets = FunctionTargets.Find("vfs_read", isRegex: false, pid: null);

        Assert.True(targets.IsKernel);
        Assert.Equal("vfs_read", targets.Pattern);
        Assert.Equal(["vfs_read"], Names(targets));
    }

    [Fact]
    public void A_star_finds_several()
    {
        string[] names = Names(FunctionTargets.Find("vfs_*", isRegex: false, pid: null));

        Assert.Contains("vfs_read", names);
        Assert.Contains("vfs_write", names);
    }

    [Theory]
    [InlineData("vfs_(read|write)")]
    [InlineData("vfs_(?:read|write)")]
    [InlineData("(?:vfs_read|vfs_write)")]
    public void A_regular_expression_may_have_colons_of_its_own(string pattern)
    {
        FunctionTargets targets = FunctionTargets.Find(pattern, isRegex: true, pid: null);

        Assert.True(targets.IsKernel);
        Assert.Equal(["vfs_read", "vfs_write"], Names(targets));
    }

    [Fact]
    public void A_regular_expression_in_a_library_is_split_at_the_first_colon()
    {
        FunctionTargets targets = FunctionTargets.Find("c:(?:puts|fputs)", isRegex: true, pid: null);

        Assert.False(targets.IsKernel);
        Assert.Equal(["fputs", "puts"], Names(targets));
    }

    [Fact]
    public void A_short_name_is_a_library()
    {
        FunctionTargets targets = FunctionTargets.Find("c:write", isRegex: false, pid: null);

        Assert.False(targets.IsKernel);
        Assert.Equal(["write"], Names(targets));
    }

    [Fact]
    public void A_path_is_a_binary()
        => Assert.Equal(["workload_target"], Names(FunctionTargets.Find($"{Workload.Path}:workload_target", isRegex: false, pid: null)));

    [Fact]
    public void Nothing_before_the_colon_is_the_binary_of_the_process()
    {
        using Workload workload = Workload.Start("user", 0);

        Assert.Equal(["workload_target"], Names(FunctionTargets.Find(":workload_target", isRegex: false, workload.Pid)));
    }

    [Fact]
    public void A_binary_that_was_deleted_while_it_runs_is_read_through_its_process()
    {
        string copy = Path.Combine(Path.GetTempPath(), $"calls-{Guid.NewGuid():N}");
        File.Copy(Workload.Path, copy);
        using Process process = Process.Start(new ProcessStartInfo(copy, ["user", "0"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        File.Delete(copy);

        Assert.Equal(["workload_target"], Names(FunctionTargets.Find(":workload_target", isRegex: false, process.Id)));

        process.Kill();
        process.WaitForExit();
    }

    [Fact]
    public void Nothing_before_the_colon_takes_a_process()
    {
        var e = Assert.Throws<ToolUsageException>(() => FunctionTargets.Find(":main", isRegex: false, pid: null));

        Assert.Equal("':main' means the binary of a process: give one with -p PID.", e.Message);
    }

    [Theory]
    [InlineData("c:")]
    [InlineData(":")]
    public void Nothing_after_the_colon_is_refused(string pattern)
        => Assert.Equal(
            $"'{pattern}' names no function: write FUNCTION, LIBRARY:FUNCTION or /PATH:FUNCTION.",
            Assert.Throws<ToolUsageException>(() => FunctionTargets.Find(pattern, isRegex: false, pid: null)).Message);

    [Theory]
    [InlineData("vfs_(")]
    [InlineData("c:*x")]
    [InlineData(@"(a)\1")]
    public void A_wrong_regular_expression_is_an_error_of_usage_in_one_line(string pattern)
    {
        var e = Assert.Throws<ToolUsageException>(() => FunctionTargets.Find(pattern, isRegex: true, pid: null));

        Assert.Contains("is not a regular expression: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("no_kernel_has_this", "grep -i no_kernel_has_this /proc/kallsyms")]
    [InlineData("c:no_libc_has_this", "it may be stripped")]
    public void When_nothing_is_found_the_error_says_where_to_look(string pattern, string advice)
    {
        var e = Assert.Throws<BpfException>(() => FunctionTargets.Find(pattern, isRegex: false, pid: null));

        Assert.StartsWith($"find functions for {pattern}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no/such/binary:f")]
    [InlineData("no_such_library:f")]
    public void A_binary_that_is_not_there_is_named(string pattern)
    {
        var e = Assert.Throws<BpfException>(() => FunctionTargets.Find(pattern, isRegex: false, pid: null));

        Assert.Equal(Errno.ENOENT, e.Errno);
        Assert.Contains(pattern[..^2], e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vfs_read")]
    [InlineData("c:write")]
    [InlineData(":main")]
    public void A_dead_process_is_an_error_that_names_it(string pattern)
    {
        using Process process = Process.Start("true");
        process.WaitForExit();

        var e = Assert.Throws<BpfException>(() => FunctionTargets.Find(pattern, isRegex: false, process.Id));

        Assert.Equal(Errno.ESRCH, e.Errno);
        Assert.StartsWith($"trace process {process.Id}: No such process (ESRCH).", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cookie_leads_back_to_the_name()
    {
        Assert.SkipUnless(BpfFeatures.HasAttachCookie, "the kernel has no attach cookies");
        FunctionTargets targets = FunctionTargets.Find("vfs_(read|write)", isRegex: true, pid: null);

        Assert.Equal(("vfs_read", "vfs_write"), (targets.NameOf(1, 0), targets.NameOf(2, 0)));
        Assert.Equal("unknown", targets.NameOf(0, 0));
        Assert.Equal("unknown", targets.NameOf(3, 0));
    }
}
