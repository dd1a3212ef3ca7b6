using Sonde.Testing;

namespace Sonde.Cli.Tests;

/// <summary>The command as users run it.</summary>
public sealed class BindingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("opens.bpf.c", "Tools.Traced", "Opens", "internal")]
    [InlineData("funclatency.bpf.c", "Sonde.Cli.Tests", "FuncLatency", "public")]
    [InlineData("layouts.bpf.c", "Sonde.Cli.Tests", "Layouts", "internal")]
    public void File_is_the_one_that_a_build_generates(string source, string enclosing, string className, string accessibility)
    {
        string written = Path.Combine(_folder, "Written.g.cs");
        string[] access = accessibility == "public" ? ["--public"] : [];

        Succeed(["bindings", Extract($"{enclosing}.{className}.bpf.o"), "-c", className, "-n", enclosing, "--source", source, "-o", written, .. access]);

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Generated", $"{enclosing}.{className}.g.cs")),
            File.ReadAllBytes(written));
    }

    [Fact]
    public void Without_a_file_the_code_goes_to_the_standard_output()
    {
        string output = Succeed(["bindings", Extract("Tools.Traced.Opens.bpf.o"), "--class", "Opens", "--namespace", "Tools.Traced", "--source", "opens.bpf.c"]);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Generated", "Tools.Traced.Opens.g.cs")), output);
    }

    [Fact]
    public void It_says_how_the_class_finds_its_object()
    {
        string path = Extract("Tools.Traced.Opens.bpf.o");
        string output = Succeed(["bindings", path, "--class", "Opens", "--namespace", "Watch", "--out", Path.Combine(_folder, "Opens.g.cs")]);
        Assert.Contains($"<EmbeddedResource Include=\"{path}\" LogicalName=\"Watch.Opens.bpf.o\" />", output, StringComparison.Ordinal);
        Assert.Contains("Assembly, \"Watch.Opens.bpf.o\"", File.ReadAllText(Path.Combine(_folder, "Opens.g.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_resource_can_have_another_name()
    {
        string code = Succeed(["bindings", Extract("Tools.Traced.Opens.bpf.o"), "--class", "Opens", "--resource", "objects/opens"]);
        Assert.Contains("Assembly, \"objects/opens\"", code, StringComparison.Ordinal);
        Assert.DoesNotContain("namespace", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_options_are_told_in_a_line_each()
    {
        ToolProcess tool = Start("bindings", "a.bpf.o", "--klass", "A");
        Assert.Equal(2, tool.Wait());
        Assert.Contains("dotnet-sonde: Option '--class' is required.", tool.Error, StringComparison.Ordinal);
        Assert.Contains("Try 'dotnet sonde bindings --help'.", tool.Error, StringComparison.Ordinal);
        Assert.Empty(tool.Output);
    }

    [Fact]
    public void A_class_name_that_is_no_identifier_is_refused()
    {
        ToolProcess tool = Start("bindings", Extract("Tools.Traced.Opens.bpf.o"), "--class", "my-class");
        Assert.Equal(1, tool.Wait());
        Assert.EndsWith(": error SONDE003: ClassName 'my-class' of 'Tools.Traced.Opens.bpf.o' is not a C# identifier\n", tool.Error, StringComparison.Ordinal);
        Assert.Empty(tool.Output);
    }

    [Fact]
    public void An_object_that_is_not_there_is_named()
    {
        ToolProcess tool = Start("bindings", "/nowhere/a.bpf.o", "--class", "A");
        Assert.Equal(1, tool.Wait());
        Assert.Contains("/nowhere/a.bpf.o", tool.Error, StringComparison.Ordinal);
        Assert.Single(tool.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_file_that_is_no_BPF_object_is_refused_in_a_line()
    {
        ToolProcess tool = Start("bindings", typeof(object).Assembly.Location, "--class", "A");
        Assert.Equal(1, tool.Wait());
        Assert.Contains("System.Private.CoreLib.dll cannot be described: ", tool.Error, StringComparison.Ordinal);
        Assert.Single(tool.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Help_says_what_the_project_needs()
    {
        string help = Succeed(["bindings", "--help"]);
        Assert.Contains("<EmbeddedResource Include=\"opens.bpf.o\" LogicalName=\"NAMESPACE.CLASS.bpf.o\" />", help, StringComparison.Ordinal);
    }

    private string Extract(string resource)
    {
        string path = Path.Combine(_folder, resource);
        using Stream stream = typeof(BindingsTests).Assembly.GetManifestResourceStream(resource)!;
        using FileStream file = File.Create(path);
        stream.CopyTo(file);
        return path;
    }

    private static string Succeed(string[] arguments)
    {
        using ToolProcess tool = Start(arguments);
        Assert.True(tool.Wait() == 0, tool.Error);
        return tool.Output;
    }

    private static ToolProcess Start(params string[] arguments) => ToolProcess.Start("dotnet-sonde", arguments);
}
