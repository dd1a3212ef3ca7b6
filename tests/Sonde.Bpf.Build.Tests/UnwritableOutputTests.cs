namespace Sonde.Bpf.Build.Tests;

/// <summary>Outputs that cannot be written are told in words.</summary>
public sealed class UnwritableOutputTests
{
    private const string Linked = """<BpfProgram Include="probe.bpf.c;other.bpf.c" LinkInto="both" />""";

    [Fact]
    public void File_where_the_folder_should_be_is_an_error_in_words()
    {
        using var consumer = new Consumer();
        string folder = consumer.Output("").TrimEnd('/');
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        File.WriteAllText(folder, "in the way");
        AssertToldOnce(consumer.Describe("-restore"), folder);

        File.Delete(folder);
        consumer.Describe("--no-restore").Succeeded();
    }

    [Fact]
    public void Folder_that_nobody_can_make_is_an_error_in_words()
    {
        using var consumer = new Consumer();
        // Not even root makes a folder there.
        AssertToldOnce(consumer.Describe("-restore", "-p:IntermediateOutputPath=/proc/sonde/"), "/proc/sonde/bpf");
    }

    [Theory]
    [InlineData("Consumer.Probe.bpf.args", null)]
    [InlineData("Consumer.Both.bpf.parts", Linked)]
    [InlineData("Consumer.Both.bpf.o", Linked)]
    [InlineData("Consumer.Both.bpf.o.new", Linked)]
    public void Folder_where_a_file_should_be_is_an_error_in_words(string file, string? items)
    {
        using var consumer = new Consumer(items: items);
        consumer.Write("other.bpf.c", "int other;\n");
        Directory.CreateDirectory(Path.Combine(consumer.Output(file), "full"));
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("error BPF10", result.Output, StringComparison.Ordinal);
        Assert.Contains(file, result.Output, StringComparison.Ordinal);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Consumer.Probe.bpf.d")]
    [InlineData("Consumer.Probe.bpf.o")]
    [InlineData("Consumer.Probe.bpf.inputs")]
    [InlineData("Consumer.Probe.bpf.txt")]
    [InlineData("Consumer.Probe.bpf.stamp")]
    public void Folder_in_the_way_of_later_steps_is_an_error_in_words_too(string file)
    {
        using var consumer = new Consumer();
        Directory.CreateDirectory(Path.Combine(consumer.Output(file), "full"));
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("error BPF10", result.Output, StringComparison.Ordinal);
        Assert.Contains(file, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_is_warned_and_goes_on()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        File.Delete(consumer.Output("Consumer.Probe.bpf.args"));
        Directory.CreateDirectory(consumer.Output("Consumer.Probe.bpf.args"));
        BuildResult result = consumer.Describe("--no-restore", "-p:DesignTimeBuild=true").Succeeded();
        Assert.Contains("warning BPF1010", result.Output, StringComparison.Ordinal);
    }

    private static void AssertToldOnce(BuildResult result, string folder)
    {
        result.Failed();
        Assert.Contains($"{folder} : error BPF1010: what the build makes of BPF programs cannot be written to {folder}: ", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "; the property IntermediateOutputPath says where that folder is, by default in obj: delete what is in the way there, or let this user write to it",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", result.Output, StringComparison.Ordinal);
    }
}
