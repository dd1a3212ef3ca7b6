using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sonde.Bpf.Build.Tests;

/// <summary>Where projects lie, and several builds at once.</summary>
public sealed class PlaceTests
{
    private const string Items = """
        <BpfProgram Include="probe.bpf.c" />
        <BpfProgram Include="probe.bpf.c;other.bpf.c" LinkInto="both" />
        <BpfObject Include="given.bpf.o" />
        """;

    [Theory]
    [InlineData("with spaces")]
    [InlineData("häuser 木")]
    [InlineData("semi;colon")]
    [InlineData("equals=sign")]
    [InlineData("per%zent 100%")]
    [InlineData("quo'te")]
    [InlineData("do$llar (x) @y #z")]
    public void Project_builds_in_a_folder_named(string folder)
    {
        using var consumer = new Consumer(folder, items: Items, properties: "<SondeVmlinuxHeader>true</SondeVmlinuxHeader>");
        Prepare(consumer);

        BuildResult result = consumer.Build("-restore", "-v:n").Succeeded();

        Assert.DoesNotContain("warning", result.Output.Replace("0 Warning(s)", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["Consumer.Both.bpf.o", "Consumer.Given.bpf.o", "Consumer.Probe.bpf.o"], Resources(consumer, "net10.0"));
        int runs = consumer.ClangRuns;
        consumer.Build("--no-restore").Succeeded();
        Assert.Equal((3, 3), (runs, consumer.ClangRuns));
        consumer.Build("-t:Clean", "--no-restore").Succeeded();
        Assert.False(Directory.Exists(consumer.Output("")));
    }

    [Fact]
    public async Task Two_projects_build_at_the_same_time()
    {
        using var first = new Consumer("first", items: Items);
        using var second = new Consumer("second", items: Items);
        Prepare(first);
        Prepare(second);
        BuildResult[] results = await Task.WhenAll(Task.Run(() => first.Build("-restore")), Task.Run(() => second.Build("-restore")));
        Assert.All(results, result => result.Succeeded());
        Assert.All((Consumer[])[first, second], consumer => Assert.Equal(3, Resources(consumer, "net10.0").Count));
        Assert.Equal(File.ReadAllBytes(first.Output("Consumer.Both.bpf.o")), File.ReadAllBytes(second.Output("Consumer.Both.bpf.o")));
    }

    [Fact]
    public void Two_frameworks_of_one_project_build_at_the_same_time_and_clean_takes_nothing_else()
    {
        using var consumer = new Consumer(items: Items, properties: """
            <TargetFramework></TargetFramework>
            <TargetFrameworks>net10.0;net9.0</TargetFrameworks>
            <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
            """);
        Prepare(consumer);
        Directory.CreateDirectory(consumer.PathOf("bpf"));
        consumer.Write("bpf/mine.txt", "not of the build");

        consumer.Build("-t:Restore").Succeeded();
        consumer.Build("--no-restore", "-m:2", "-t:DispatchToInnerBuilds", "-p:InnerTargets=SondeAddBpf").Succeeded();

        Assert.Equal(
            File.ReadAllBytes(consumer.Output("Consumer.Both.bpf.o")),
            File.ReadAllBytes(consumer.PathOf("obj/Debug/net9.0/bpf/Consumer.Both.bpf.o")));
        Assert.Equal(6, consumer.ClangRuns);

        consumer.Build("-t:Clean", "--no-restore").Succeeded();
        Assert.False(Directory.Exists(consumer.Output("")));
        Assert.False(Directory.Exists(consumer.PathOf("obj/Debug/net9.0/bpf")));
        Assert.True(File.Exists(consumer.PathOf("bpf/mine.txt")));
    }

    private static void Prepare(Consumer consumer)
    {
        consumer.RunClang("-target bpf -g -O2 -c probe.bpf.c -o given.bpf.o");
        consumer.Write("other.bpf.c", "int other;\n");
    }

    private static List<string> Resources(Consumer consumer, string framework)
    {
        using var assembly = new PEReader(File.OpenRead(consumer.PathOf($"bin/Debug/{framework}/Consumer.dll")));
        MetadataReader metadata = assembly.GetMetadataReader();
        return [.. metadata.ManifestResources.Select(handle => metadata.GetString(metadata.GetManifestResource(handle).Name)).Order(StringComparer.Ordinal)];
    }
}
