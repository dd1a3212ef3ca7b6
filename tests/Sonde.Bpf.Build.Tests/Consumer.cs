using System.Diagnostics;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build.Tests;

/// <summary>A project in a folder of its own that uses the targets and the task as a user's project does.</summary>
internal sealed class Consumer : IDisposable
{
    private static readonly string InstalledClang = ClangSearch.Find(
        "", System.Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", System.Environment.GetEnvironmentVariable("PATH") ?? "")!;

    private readonly string _root = Directory.CreateTempSubdirectory("sonde-build-").FullName;

    /// <param name="folder">Where it lies in a folder of its own.</param>
    /// <param name="metadata">Metadata of its programs, all files *.bpf.c.</param>
    /// <param name="items">Other items than its programs, instead of them.</param>
    /// <param name="properties">Properties of the project.</param>
    public Consumer(string folder = "consumer", string metadata = "", string? items = null, string properties = "")
    {
        Folder = Path.Combine(_root, folder);
        Directory.CreateDirectory(Folder);
        Write("Directory.Build.props", """<Project><Import Project="$(SondeBuildFolder)/Sonde.Bpf.Build.props" /></Project>""");
        Write("Directory.Build.targets", """<Project><Import Project="$(SondeBuildFolder)/Sonde.Bpf.Build.targets" /></Project>""");
        Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {items ?? $"""<BpfProgram Include="*.bpf.c" {metadata} />"""}
              </ItemGroup>
            </Project>
            """);
        Clang = Path.Combine(_root, "counted-clang");
        Write(Clang, $"""
            #!/bin/sh
            case "$*" in *" -c "*) echo "$*" >> "{_root}/runs" ;; esac
            exec {InstalledClang} "$@"
            """);
        File.SetUnixFileMode(Clang, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WriteProgram();
    }

    public string Folder { get; }

    /// <summary>A clang that leaves a line for each compilation. Tests put another one here.</summary>
    public string Clang { get; set; }

    /// <summary>Environment variables of its builds.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>How many times clang has compiled something.</summary>
    public int ClangRuns => File.Exists(Path.Combine(_root, "runs")) ? File.ReadAllLines(Path.Combine(_root, "runs")).Length : 0;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Write(string path, string text) => File.WriteAllText(Path.Combine(Folder, path), text);

    public void WriteProgram(string body = "return VALUE;")
    {
        Write("value.h", "#define VALUE 1\n");
        Write("probe.bpf.c", $$"""
            #include "value.h"

            int global;

            __attribute__((section("socket"), used))
            int probe(void *ctx)
            {
            	{{body}}
            }
            """);
    }

    public string Output(string name) => Path.Combine(Folder, "obj", "Debug", "net10.0", "bpf", name);

    /// <summary>Runs clang itself, not counted, in the folder of the project.</summary>
    public void RunClang(string arguments)
    {
        using Process clang = Process.Start(new ProcessStartInfo(InstalledClang, arguments) { WorkingDirectory = Folder })!;
        clang.WaitForExit();
        Assert.Equal(0, clang.ExitCode);
    }

    /// <summary>Runs the targets up to where the compiler takes over.</summary>
    public BuildResult Describe(params string[] options) => Build(["-t:SondeAddBpf", .. options]);

    public BuildResult Build(params string[] options)
    {
        string tasks = Path.Combine(AppContext.BaseDirectory, "Sonde.Bpf.Build.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "build", "-nologo", "-v:m", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:SondeBpfBuildTasks={tasks}",
                $"-p:SondeBuildFolder={Path.Combine(AppContext.BaseDirectory, "build")}", $"-p:SondeClang={Clang}",
            },
        };
        // The runner's own MSBuild must not be taken for the consumer's.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach ((string name, string value) in Environment)
            start.Environment[name] = value;
        foreach (string option in options)
            start.ArgumentList.Add(option);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new BuildResult(process.ExitCode, output);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
