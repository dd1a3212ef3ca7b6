using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class UserFunctionsTests
{
    [Fact]
    [Trait("Matrix", "guest")]
    public void Write_of_libc_is_found_by_the_short_name_of_the_library()
    {
        UserFunction write = Assert.Single(UserFunctions.Find("c", FunctionPattern.Glob("write")));

        Assert.Equal("write", write.Name);
        Assert.EndsWith("/libc.so.6", write.Path, StringComparison.Ordinal);
        Assert.True(write.FileOffset > 0);
    }

    [Fact]
    public void Aliases_of_one_address_are_one_function()
    {
        IReadOnlyList<UserFunction> found = UserFunctions.Find("c", FunctionPattern.Glob("*write"));

        Assert.Equal(found.Count, found.Select(f => f.FileOffset).Distinct().Count());
        Assert.Contains(found, f => f.Name is "write" or "__write");
        Assert.Equal(found.Select(f => f.Name).Order(StringComparer.Ordinal), found.Select(f => f.Name));
    }

    [Fact]
    public void A_pattern_finds_all_functions_of_a_binary_that_match()
        => Assert.Equal(
            ["workload_exit", "workload_jump", "workload_nested", "workload_other", "workload_static", "workload_target"],
            UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_*")).Select(f => f.Name));

    [Fact]
    public void A_library_is_found_where_a_process_has_loaded_it()
    {
        using Workload workload = Workload.Start("user", 1);

        UserFunction write = Assert.Single(UserFunctions.Find("c", FunctionPattern.Glob("write"), workload.Pid));

        Assert.Contains("libc", write.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void An_executable_is_found_on_the_path_and_a_missing_one_is_named()
    {
        Assert.StartsWith("/", BinaryPath.Resolve("bash", pid: null), StringComparison.Ordinal);

        var e = Assert.Throws<BpfException>(() => UserFunctions.Find("no-such-program", FunctionPattern.Glob("main")));
        Assert.Equal("find binary no-such-program: there is no such file, library or executable; give its path.", e.Message);
    }

    [Theory]
    [InlineData("libc.so.6", "c", true)]
    [InlineData("libc-2.31.so", "c", true)]
    [InlineData("libcap.so.2", "c", false)]
    [InlineData("libc-client.so", "c", false)]
    [InlineData("libssl.so.3", "ssl", true)]
    [InlineData("c.so", "c", false)]
    public void Short_names_mean_their_library_only(string file, string name, bool expected)
        => Assert.Equal(expected, BinaryPath.IsLibrary(file, name));

    [Fact]
    public void A_file_that_is_no_binary_says_so()
    {
        var e = Assert.Throws<BpfException>(() => UserFunctions.Find("/etc/passwd", FunctionPattern.Glob("main")));

        Assert.StartsWith("read symbols of /etc/passwd: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ENOEXEC, e.Errno);
    }
}
