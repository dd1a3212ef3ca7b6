using Sonde.Bpf.Build.Compiling;

namespace Sonde.Packages.Tests;

/// <summary>The command as the package <c>dotnet-sonde</c> installs it.</summary>
public sealed class CommandTests(PackageFeed feed)
{
    private static readonly string Clang = ClangSearch.Find(
        "", Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", Environment.GetEnvironmentVariable("PATH") ?? "")!;

    [Fact]
    public void What_the_command_writes_serves_a_project_without_the_build_package()
    {
        string tools = feed.CreateFolder("tools");
        feed.Dotnet(tools, "tool", "install", "dotnet-sonde", "--tool-path", ".", "--version", PackageFeed.Version);
        string folder = feed.CreateFolder("written");
        File.WriteAllText(Path.Combine(folder, "one.c"), "int one = 1;\n");
        feed.Run(Clang, folder, "-target", "bpf", "-g", "-O2", "-c", "one.c", "-o", "one.bpf.o");

        string said = feed.Run(Path.Combine(tools, "dotnet-sonde"), folder, "bindings", "one.bpf.o", "--class", "One", "--out", "One.g.cs");
        string embedded = said.Split('\n').Single(line => line.Contains("EmbeddedResource", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "Written.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Sonde.Bpf" Version="{PackageFeed.Version}" />
                {embedded}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            [assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
            using var bpf = One.Open();
            System.Console.Write(bpf.Data.One);
            """);
        feed.Build(folder);
        Assert.Equal("1", feed.Dotnet(folder, "bin/Debug/net10.0/Written.dll"));
    }
}
