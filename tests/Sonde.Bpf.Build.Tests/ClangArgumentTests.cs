namespace Sonde.Bpf.Build.Tests;

/// <summary>Names and settings to which a command line gives a meaning of its own.</summary>
public sealed class ClangArgumentTests
{
    private const string Items = """<BpfProgram Include="probe.bpf.c" IncludeDirs="in=clude" Defines="EXTRA=(1 == 1)" />""";

    [Theory]
    [InlineData("a=b/project")]
    [InlineData("=x/-y")]
    public void Object_is_the_same_in_a_folder_with_an_equals_sign_and_knows_it_not(string folder)
    {
        using Consumer here = Create("plain/project");
        using Consumer there = Create(folder);
        here.Describe("-restore").Succeeded();
        there.Describe("-restore").Succeeded();

        byte[] compiled = File.ReadAllBytes(there.Output("Consumer.Probe.bpf.o"));
        Assert.Equal(File.ReadAllBytes(here.Output("Consumer.Probe.bpf.o")), compiled);
        Assert.Equal(-1, compiled.AsSpan().IndexOf("sonde-build-"u8));
        Assert.Equal(-1, compiled.AsSpan().IndexOf("headers"u8));
        var file = ObjectFiles.BpfObjectFile.Parse(compiled);
        Assert.True(file.SourceLines!.TryFindLine("socket", 0, out ObjectFiles.BtfLine line));
        Assert.Equal(("./probe.bpf.c", "int probe(void *ctx)"), (line.FileName, line.Text.Trim()));
        there.Describe("--no-restore").Succeeded();
        Assert.Equal(1, there.ClangRuns);
    }

    [Fact]
    public void Headers_of_the_package_are_found_in_a_folder_with_an_equals_sign()
    {
        using Consumer consumer = Create("plain/project", "he=aders");
        consumer.Describe("-restore").Succeeded();
        Assert.True(File.ReadAllBytes(consumer.Output("Consumer.Probe.bpf.o")).AsSpan().IndexOf("../he=aders/sonde.bpf.h"u8) > 0);
    }

    [Theory]
    [InlineData("-probe.bpf.c")]
    [InlineData("-in/probe.bpf.c")]
    public void Source_is_no_option_even_if_its_name_begins_like_one(string name)
    {
        using var consumer = new Consumer(items: $"""<BpfProgram Include="{name}" IncludeDirs="." />""");
        Directory.CreateDirectory(Path.GetDirectoryName(consumer.PathOf(name))!);
        File.Move(consumer.PathOf("probe.bpf.c"), consumer.PathOf(name));
        consumer.Describe("-restore").Succeeded();
        Assert.Contains("program probe socket\n", File.ReadAllText(consumer.Output("Consumer.Probe.bpf.txt")), StringComparison.Ordinal);
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(1, consumer.ClangRuns);

        consumer.Write(name, "#error no good\n");
        Assert.Contains($"{consumer.Folder}/{name}(1,2): error BPF1001: no good", consumer.Describe("--no-restore").Failed().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Defines", "EXTRA=1&#10;OTHER=2", @"Defines has a line break within 'EXTRA=1\nOTHER=2': separate its entries by semicolons")]
    [InlineData("IncludeDirs", "one;two&#13;three", @"IncludeDirs has a line break within 'two\rthree': separate its entries by semicolons")]
    [InlineData("Defines", "GOOD;1BAD=3", "Defines has '1BAD=3', which is no macro: write NAME or NAME=VALUE")]
    [InlineData("Cpu", "v2&#10;v3", @"Cpu 'v2\nv3' has a line break: name one instruction set, such as v3")]
    public void Setting_that_is_none_is_refused(string metadata, string value, string told)
    {
        using var consumer = new Consumer(metadata: $"{metadata}=\"{value}\"");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains(
            "probe.bpf.c : error BPF1006: BpfProgram: " + told,
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, consumer.ClangRuns);
    }

    [Fact]
    public void Entries_on_lines_of_their_own_are_taken()
    {
        using var consumer = new Consumer(metadata: "Defines=\"&#10;  EXTRA=1;&#10;  OTHER=2&#10;\"");
        consumer.WriteProgram("return EXTRA + OTHER;");
        consumer.Describe("-restore").Succeeded();
    }

    [Fact]
    public void Source_with_a_line_break_in_its_name_is_refused()
    {
        using var consumer = new Consumer();
        File.Move(consumer.PathOf("probe.bpf.c"), consumer.PathOf("pro\nbe.bpf.c"));
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains(@"error BPF1006: BpfProgram: the path ", result.Output, StringComparison.Ordinal);
        Assert.Contains(@"/pro\nbe.bpf.c has a line break, which the files that the build leaves cannot hold: rename it", result.Output, StringComparison.Ordinal);
    }

    // The headers of the package lie in a folder beside the project's.
    private static Consumer Create(string folder, string headers = "headers")
    {
        var consumer = new Consumer(folder, items: Items, properties: $"<SondeBpfHeaders>$(MSBuildProjectDirectory)/../{headers}</SondeBpfHeaders>");
        Directory.CreateDirectory(consumer.PathOf("../" + headers));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "build/include/sonde.bpf.h"), consumer.PathOf($"../{headers}/sonde.bpf.h"));
        Directory.CreateDirectory(consumer.PathOf("in=clude"));
        consumer.WriteProgram("sonde_lose(events); return VALUE + EXTRA;");
        File.Move(consumer.PathOf("value.h"), consumer.PathOf("in=clude/value.h"));
        string probe = File.ReadAllText(consumer.PathOf("probe.bpf.c"));
        consumer.Write("probe.bpf.c", $"#include <linux/bpf.h>\n#include <sonde.bpf.h>\nSONDE_LOSSES(events);\n{probe}");
        return consumer;
    }
}
