namespace Sonde.Bpf.Build.Tests;

public sealed class IncrementalBuildTests
{
    [Fact]
    public void Second_build_runs_no_clang()
    {
        using var consumer = new Consumer();
        consumer.Build().Succeeded();
        Assert.Equal(1, consumer.ClangRuns);
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(consumer.Folder, "bin/Debug/net10.0/Consumer.dll"));
        consumer.Build().Succeeded();
        Assert.Equal(1, consumer.ClangRuns);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(consumer.Folder, "bin/Debug/net10.0/Consumer.dll")));
    }

    [Fact]
    public void Touched_header_compiles_again_and_keeps_an_equal_description()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        DateTime described = File.GetLastWriteTimeUtc(consumer.Output("Consumer.Probe.bpf.txt"));
        consumer.Write("value.h", "#define VALUE 2\n");
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
        Assert.Equal(described, File.GetLastWriteTimeUtc(consumer.Output("Consumer.Probe.bpf.txt")));
    }

    [Fact]
    public void Header_that_an_older_one_replaces_compiles_again()
    {
        using var consumer = new Consumer();
        File.SetLastWriteTimeUtc(consumer.PathOf("value.h"), new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc));
        consumer.Describe("-restore").Succeeded();
        consumer.Write("value.h", "#define VALUE 2\n");
        File.SetLastWriteTimeUtc(consumer.PathOf("value.h"), new DateTime(2023, 5, 1, 0, 0, 0, DateTimeKind.Utc));
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
    }

    [Fact]
    public void Header_that_changes_while_clang_runs_compiles_again()
    {
        using var consumer = new Consumer();
        string clang = File.ReadAllText(consumer.Clang);
        File.WriteAllText(consumer.Clang, clang.Replace(
            "exec ", "case \"$*\" in *\" -c \"*) if [ -e edit ]; then rm edit; echo '#define VALUE 2' > value.h; fi ;; esac\nexec ", StringComparison.Ordinal));
        consumer.Write("edit", "");
        consumer.Describe("-restore").Succeeded();
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
    }

    [Fact]
    public void Changed_define_compiles_again()
    {
        using var consumer = new Consumer(metadata: "Defines=\"EXTRA=$(Extra);OTHER\"");
        consumer.WriteProgram("return EXTRA;");
        consumer.Describe("-restore", "-p:Extra=1").Succeeded();
        byte[] first = File.ReadAllBytes(consumer.Output("Consumer.Probe.bpf.o"));
        consumer.Describe("--no-restore", "-p:Extra=2").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
        Assert.NotEqual(first, File.ReadAllBytes(consumer.Output("Consumer.Probe.bpf.o")));
    }

    [Fact]
    public void Clean_removes_all_outputs()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        Assert.True(File.Exists(consumer.Output("Consumer.Probe.bpf.o")));
        consumer.Build("-t:Clean", "--no-restore").Succeeded();
        Assert.False(Directory.Exists(consumer.Output("")));
    }
}
