using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Packages.Tests;

/// <summary>A user's project: warnings are errors, its language is C# 12, and its one BPF program is public with documentation.</summary>
public sealed class ConsumerTests(PackageFeed feed)
{
    private const string Seen = ": /bin/true\n";

    [Fact]
    public void A_project_builds_for_both_frameworks_and_runs()
    {
        string folder = Create("consumer");
        feed.Build(folder);
        TestKernel.Require(KernelFeatures.Tracepoint);
        foreach (string framework in (string[])["net8.0", "net10.0"])
        {
            // Where net8.0 is not installed, the same assembly runs on the next runtime that is.
            string output = feed.Dotnet(folder, "--roll-forward", "Major", $"bin/Debug/{framework}/Consumer.dll");
            Assert.EndsWith(Seen, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_project_without_nullable_references_builds_with_the_newest_language()
    {
        string folder = Create("oblivious");
        feed.Build(folder, "-p:Nullable=disable", "-p:LangVersion=latest", "-p:TargetFrameworks=net10.0");
        Assert.True(File.Exists(Path.Combine(folder, "bin/Debug/net10.0/Consumer.dll")));
    }

    [Fact]
    public void A_project_published_with_its_runtime_runs_on_the_libraries_of_net8()
    {
        string folder = Create("contained");
        feed.Dotnet(
            folder, "publish", "-nologo", "-v:q", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:SondeVersion={PackageFeed.Version}",
            "-p:TargetFrameworks=net8.0", "-f", "net8.0", "-p:DisableTransitiveFrameworkReferenceDownloads=true", "-r", "linux-x64", "--self-contained", "-o", "out");
        TestKernel.Require(KernelFeatures.Tracepoint);
        string output = feed.Run(Path.Combine(folder, "out/Consumer"), folder);
        Assert.StartsWith(".NET 8.0.", output, StringComparison.Ordinal);
        Assert.EndsWith(Seen, output, StringComparison.Ordinal);
    }

    private string Create(string name)
    {
        string folder = feed.CreateFolder(name);
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
