using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build.Tests;

public sealed class ClangSearchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-clang-").FullName;

    [Fact]
    public void Property_wins_over_environment_and_path()
    {
        Add("clang");
        Assert.Equal(Add("mine"), ClangSearch.Find(Path.Combine(_folder, "mine"), Add("other"), _folder));
        Assert.Equal(Add("other"), ClangSearch.Find("", Path.Combine(_folder, "other"), _folder));
    }

    [Fact]
    public void Name_without_a_folder_is_looked_up_on_the_path() =>
        Assert.Equal(Add("clang-16"), ClangSearch.Find("clang-16", "", $"/nowhere:{_folder}"));

    [Fact]
    public void Newest_version_is_taken_where_there_is_no_plain_clang()
    {
        Add("clang-9");
        Add("clang-format-19");
        Assert.Equal(Add("clang-14"), ClangSearch.Find("", "", _folder));
    }

    [Fact]
    public void Wrong_property_is_not_replaced_by_a_guess()
    {
        Add("clang");
        Assert.Null(ClangSearch.Find("/nowhere/clang", "", _folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Add(string name)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, "");
        return path;
    }
}
