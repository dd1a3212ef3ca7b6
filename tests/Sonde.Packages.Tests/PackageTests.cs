using System.IO.Compression;
using System.Xml.Linq;

namespace Sonde.Packages.Tests;

public sealed class PackageTests
{
    public static TheoryData<string> Names => [.. PackageFeed.Files.Select(file => Path.GetFileName(file))];

    [Fact]
    public void Every_package_is_packed() => Assert.Equal(
        ["Sonde.Bpf", "Sonde.Bpf.Build", "Sonde.Kernel", "Sonde.ObjectFiles", "Sonde.Perf", "Sonde.Reports", "Sonde.Symbols", "Sonde.Templates", "Sonde.Tools", "dotnet-sonde"],
        PackageFeed.Files.Select(file => Path.GetFileName(file).Replace($".{PackageFeed.Version}.nupkg", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Package_has_a_description_a_licence_and_a_readme(string file)
    {
        using ZipArchive package = Open(file);
        XElement metadata = Manifest(package);
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.NotEmpty(Value(metadata, "description"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        using var reader = new StreamReader(package.GetEntry("README.md")!.Open());
        Assert.StartsWith($"# {Value(metadata, "id")}\n", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_package_brings_task_generator_targets_and_header_and_no_dependency()
    {
        using ZipArchive package = Open(Path.GetFileName(PackageFeed.PathOf("Sonde.Bpf.Build")));
        string[] entries = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Superset(
            new HashSet<string>
            {
                "tasks/Sonde.Bpf.Build.dll", "analyzers/dotnet/roslyn4.8/cs/Sonde.Generators.dll", "analyzers/dotnet/roslyn4.14/cs/Sonde.Generators.dll",
                "analyzers/dotnet/roslyn4.14/cs/Sonde.CodeFixes.dll", "build/include/sonde.bpf.h",
                "build/Sonde.Bpf.Build.props", "build/Sonde.Bpf.Build.targets",
            },
            entries.ToHashSet());
        Assert.DoesNotContain(entries, entry => entry.StartsWith("lib/", StringComparison.Ordinal));
        Assert.DoesNotContain(Manifest(package).Descendants(), element => element.Name.LocalName == "dependency");
        Assert.Equal("true", Value(Manifest(package), "developmentDependency"));
    }

    private static ZipArchive Open(string file) => ZipFile.OpenRead(PackageFeed.Files.Single(path => Path.GetFileName(path) == file));

    private static XElement Manifest(ZipArchive package)
    {
        using Stream manifest = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(manifest).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static string Value(XElement metadata, string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
}
