using System.Diagnostics;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build.Tests;

/// <summary>A project in a folder of its own that uses the targets and the task as a user's project does.</summary>
internal sealed class Consumer : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sonde-build-").FullName;

    public Consumer(string folder = "consumer", string metadata = "")
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
              </PropertyGroup>
              <ItemGroup>
                <BpfProgram Include="*.bpf.c" {metadata} />
              </ItemGroup>
            </Project>
            """);
        Clang = Path.Combine(_root, "counted-clang");
        Write(Clang, $"""
            #!/bin/sh
            case "$*" in *" -c "*) echo "$*" >> "{_root}/runs" ;; esac
            exec {ClangSearch.Find("", Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", Environment.GetEnvironmentVariable("PATH") ?? "")} "$@"
            """);
        File.SetUnixFileMode(Clang, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WriteProgram();
    }

    public string Folder { get; }

    /// <summary>A clang that leaves a line for each compilation. Tests put another one here.</summary>
    public string Clang { get; set; }

    /// <summary>How many times clang has compiled something.</summary>
    public int ClangRuns => File.Exists(Path.Combine(_root, "runs")) ? File.ReadAllLines(Path.Combine(_root, "runs")).Length : 0;

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
        foreach (string option in options)
            start.ArgumentList.Add(option);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new BuildResult(process.ExitCode, output);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
