using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sonde.Bpf.Build.Tests;

/// <summary>Objects that somebody else has compiled.</summary>
public sealed class GivenObjectTests : IDisposable
{
    private readonly Consumer _consumer = new(items: """<BpfObject Include="given.bpf.o" Namespace="Acme" />""");

    public GivenObjectTests()
    {
        Compile("return VALUE;");
        _consumer.Clang = "/nowhere/clang";
    }

    public void Dispose() => _consumer.Dispose();

    [Fact]
    public void Given_object_is_described_and_embedded_where_there_is_no_clang()
    {
        BuildResult result = _consumer.Build("-restore").Succeeded();

        Assert.DoesNotContain("BPF1003", result.Output, StringComparison.Ordinal);
        string description = File.ReadAllText(_consumer.Output("Acme.Given.bpf.txt"));
        Assert.Contains("source given.bpf.o\n", description, StringComparison.Ordinal);
        Assert.Contains("  variable global ", description, StringComparison.Ordinal);
        using var assembly = new PEReader(File.OpenRead(_consumer.PathOf("bin/Debug/net10.0/Consumer.dll")));
        MetadataReader metadata = assembly.GetMetadataReader();
        Assert.Equal(["Acme.Given.bpf.o"], metadata.ManifestResources.Select(handle => metadata.GetString(metadata.GetManifestResource(handle).Name)));
    }

    [Fact]
    public void Equal_object_is_not_described_again_and_another_is_even_if_it_is_older()
    {
        string description = _consumer.Output("Acme.Given.bpf.txt");
        _consumer.Describe("-restore").Succeeded();
        string described = File.ReadAllText(description);
        File.AppendAllText(description, "mark\n");
        _consumer.Describe("--no-restore").Succeeded();
        Assert.EndsWith("mark\n", File.ReadAllText(description), StringComparison.Ordinal);

        Compile("return VALUE + 1;");
        File.SetLastWriteTimeUtc(_consumer.PathOf("given.bpf.o"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(described, File.ReadAllText(description));
    }

    [Fact]
    public void Object_replaced_by_an_older_one_is_embedded_again()
    {
        _consumer.Build("-restore").Succeeded();
        byte[] first = File.ReadAllBytes(_consumer.PathOf("bin/Debug/net10.0/Consumer.dll"));
        Compile("return VALUE + 1;");
        File.SetLastWriteTimeUtc(_consumer.PathOf("given.bpf.o"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _consumer.Build("--no-restore").Succeeded();
        byte[] second = File.ReadAllBytes(_consumer.PathOf("bin/Debug/net10.0/Consumer.dll"));
        Assert.True(second.AsSpan().IndexOf(File.ReadAllBytes(_consumer.PathOf("given.bpf.o"))) > 0);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("-target bpf", 0, "the object has no BTF: compile with -g")]
    [InlineData("-g", 0, "the file is built for X64, not for BPF: compile with -target bpf")]
    [InlineData("-target bpf -g", 300, "file is truncated")]
    [InlineData("-target bpf -g", 5, "not an ELF file")]
    public void Object_that_cannot_be_used_is_an_error_on_its_file_that_says_what_to_do(string options, int cutTo, string reason)
    {
        Compile("return VALUE;", options);
        byte[] bytes = File.ReadAllBytes(_consumer.PathOf("given.bpf.o"));
        if (cutTo > 0)
            File.WriteAllBytes(_consumer.PathOf("given.bpf.o"), bytes[..cutTo]);
        if (cutTo is > 0 and < 16)
            File.WriteAllText(_consumer.PathOf("given.bpf.o"), "hello");
        if (System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64)
            reason = reason.Replace("X64", "Arm64", StringComparison.Ordinal);

        BuildResult result = _consumer.Describe("-restore").Failed();

        Assert.Contains(
            $"{_consumer.Folder}/given.bpf.o : error BPF1005: BpfObject takes what 'clang -target bpf -g -O2 -c' makes, and not this file: {reason}",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_object_is_an_error_on_its_file()
    {
        File.Delete(_consumer.PathOf("given.bpf.o"));
        BuildResult result = _consumer.Describe("-restore").Failed();
        Assert.Contains($"{_consumer.Folder}/given.bpf.o : error BPF1006: BpfObject: the file does not exist", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_leaves_the_given_object()
    {
        _consumer.Build("-restore").Succeeded();
        _consumer.Build("-t:Clean", "--no-restore").Succeeded();
        Assert.True(File.Exists(_consumer.PathOf("given.bpf.o")));
        Assert.False(Directory.Exists(_consumer.Output("")));
    }

    private void Compile(string body, string options = "-target bpf -g")
    {
        _consumer.WriteProgram(body);
        _consumer.RunClang($"{options} -O2 -c probe.bpf.c -o given.bpf.o");
        File.Delete(_consumer.PathOf("probe.bpf.c"));
    }
}
