using System.Diagnostics;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Packages.Tests;

public sealed class TemplateTests(PackageFeed feed)
{
    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void A_new_tool_builds_and_prints_each_program_that_is_started(string framework)
    {
        string folder = Path.Combine(feed.CreateFolder(framework), "my-tool");
        Instantiate(folder, "-f", framework);
        feed.Build(folder, "-warnaserror");

        TestKernel.Require(KernelFeatures.Tracepoint);
        using ToolProcess tool = ToolProcess.StartProgram(ToolProcess.Dotnet, ["--roll-forward", "Major", $"bin/Debug/{framework}/my-tool.dll"], folder);
        tool.WaitFor("Watching");
        using (Process started = Process.Start("/bin/true"))
            started.WaitForExit();
        tool.WaitFor(" /bin/true\n");
        tool.Interrupt();

        Assert.Equal(0, tool.Wait());
        Assert.EndsWith("\n0 records lost\n", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_tool_has_its_own_name_everywhere()
    {
        string folder = feed.CreateFolder("named");
        Instantiate(folder);

        Assert.Equal(["Program.cs", "README.md", "execs.bpf.c", "my-tool.csproj"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("namespace my_tool;", File.ReadAllText(Path.Combine(folder, "Program.cs")), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(folder), file => Assert.DoesNotContain("SondeTool", File.ReadAllText(file), StringComparison.Ordinal));
    }

    private void Instantiate(string folder, params string[] options)
    {
        feed.InstallTemplate();
        feed.Dotnet(".", ["new", "sonde-tool", "-n", "my-tool", "-o", folder, .. options]);
    }
}
