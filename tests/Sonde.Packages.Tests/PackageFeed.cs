using System.Diagnostics;
using System.Reflection;
using Sonde.Testing;

[assembly: AssemblyFixture(typeof(Sonde.Packages.Tests.PackageFeed))]
// One build takes both cores of a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Sonde.Packages.Tests;

/// <summary>
/// A folder outside of the repository, in which projects get Sonde from the folder of its packages and from nowhere else. What .NET itself
/// adds, such as the reference assemblies of net8.0, comes from the cache of the packages that this repository was built with.
/// </summary>
public sealed class PackageFeed : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sonde-packages-").FullName;
    private bool _hasTemplate;

    public PackageFeed()
    {
        if (!File.Exists(PathOf("Sonde.Bpf")))
            throw new InvalidOperationException($"There is no package {PathOf("Sonde.Bpf")}: make the packages with ./build.sh pack.");
        string cache = Metadata("PackageCache");
        if (Directory.GetDirectories(cache, "sonde.*").Length > 0)
            throw new InvalidOperationException($"{cache} holds Sonde's packages from elsewhere, which would be tested in place of the new ones: delete them.");
        File.WriteAllText(Path.Combine(_root, "nuget.config"), $"""
            <configuration>
              <packageSources><clear/><add key="packed" value="{Metadata("Packages")}"/><add key="cache" value="{cache}"/></packageSources>
              <fallbackPackageFolders><clear/></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>The version of the packages.</summary>
    public static string Version { get; } = Metadata("Version");

    public static IEnumerable<string> Files => Directory.GetFiles(Metadata("Packages"), "*.nupkg");

    public static string PathOf(string package) => Path.Combine(Metadata("Packages"), $"{package}.{Version}.nupkg");

    /// <summary>An empty folder for a project.</summary>
    public string CreateFolder(string name)
    {
        string folder = Path.Combine(_root, name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Runs <c>dotnet</c>, which must succeed, and gives its output.</summary>
    public string Dotnet(string folder, params string[] arguments) => Run(ToolProcess.Dotnet, folder, arguments);

    /// <summary>Builds a project without leaving a server behind.</summary>
    public string Build(string folder, params string[] arguments) =>
        Dotnet(folder, ["build", "-nologo", "-v:q", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:SondeVersion={Version}", .. arguments]);

    /// <summary>Makes <c>sonde-tool</c> known to <c>dotnet new</c>.</summary>
    public void InstallTemplate()
    {
        if (!_hasTemplate)
            Dotnet(_root, "new", "install", PathOf("Sonde.Templates"));
        _hasTemplate = true;
    }

    public string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // The runner's own MSBuild must not be taken for the consumer's.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_root, "cache");
        start.Environment["DOTNET_CLI_HOME"] = Path.Combine(_root, "home");
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{errors.Result}");
        return output;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Metadata(string key) =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == key).Value!;
}
