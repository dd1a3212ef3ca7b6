namespace Sonde.Bpf.Build.Tests;

/// <summary>Builds as an editor makes them: it wants the compiler's command line, and whatever the generator knew last.</summary>
public sealed class EditorTests
{
    private static readonly string[] DesignTime =
        ["-t:Compile;CoreCompile", "--no-restore", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-v:d"];

    [Fact]
    public void Generator_gets_the_description_of_a_source_that_was_never_built()
    {
        using var consumer = new Consumer();
        consumer.Build("-t:Restore").Succeeded();
        BuildResult result = consumer.Build(DesignTime).Succeeded();
        AssertDescribed(consumer, result);
        Assert.Contains("Probe", File.ReadAllText(EditorConfig(consumer)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_clang_the_generator_gets_the_last_description()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        consumer.Clang = "/nowhere/clang";
        BuildResult result = consumer.Build(DesignTime).Succeeded();
        Assert.Contains("warning BPF1003", result.Output, StringComparison.Ordinal);
        AssertDescribed(consumer, result);
    }

    [Fact]
    public void With_a_source_that_does_not_compile_the_generator_gets_the_last_description_each_time()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        string described = File.ReadAllText(consumer.Output("Consumer.Probe.bpf.txt"));
        consumer.WriteProgram("return mis");
        for (int i = 0; i < 2; i++)
        {
            BuildResult result = consumer.Build(DesignTime).Succeeded();
            Assert.Contains("probe.bpf.c(8,9): warning BPF1001", result.Output, StringComparison.Ordinal);
            AssertDescribed(consumer, result);
            Assert.Equal(described, File.ReadAllText(consumer.Output("Consumer.Probe.bpf.txt")));
        }

        Assert.Contains("probe.bpf.c(8,9): error BPF1001", consumer.Describe("--no-restore").Failed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_item_leaves_the_others_their_description()
    {
        using var consumer = new Consumer(items: """<BpfProgram Include="probe.bpf.c" /><BpfObject Include="nowhere.bpf.o" />""");
        consumer.Build("-t:Restore").Succeeded();
        BuildResult result = consumer.Build(DesignTime).Succeeded();
        Assert.Contains("nowhere.bpf.o : warning BPF1006", result.Output, StringComparison.Ordinal);
        AssertDescribed(consumer, result);
    }

    private static void AssertDescribed(Consumer consumer, BuildResult result) =>
        Assert.Contains($"/additionalfile:{consumer.Output("Consumer.Probe.bpf.txt")}", result.Output.Replace("\"", "", StringComparison.Ordinal)
            .Replace("/additionalfile:obj", $"/additionalfile:{consumer.Folder}/obj", StringComparison.Ordinal), StringComparison.Ordinal);

    private static string EditorConfig(Consumer consumer) =>
        Directory.GetFiles(consumer.Folder, "*.GeneratedMSBuildEditorConfig.editorconfig", SearchOption.AllDirectories).Single();
}
