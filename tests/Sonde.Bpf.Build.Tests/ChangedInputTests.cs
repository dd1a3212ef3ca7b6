using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sonde.Bpf.Build.Tests;

/// <summary>What a change makes anew, and what it leaves alone.</summary>
public sealed class ChangedInputTests : IDisposable
{
    private readonly Consumer _consumer = new(items: """
        <BpfProgram Include="probe.bpf.c" Exclude="$(Left)" ClassName="$(Name)" Cpu="$(Instructions)" IncludeDirs="$(Folders)" />
        <BpfProgram Include="other.bpf.c" Exclude="$(Left)" />
        """);

    private bool _isRestored;

    public ChangedInputTests()
    {
        _consumer.Write("other.bpf.c", "int other;\n");
        Build();
        Assert.Equal(2, _consumer.ClangRuns);
    }

    public void Dispose() => _consumer.Dispose();

    [Fact]
    public void Another_clang_compiles_everything_again_and_leaves_equal_descriptions()
    {
        DateTime described = TimeOf("Consumer.Probe.bpf.txt");
        string replaced = _consumer.PathOf("../another-clang");
        File.WriteAllText(replaced, File.ReadAllText(_consumer.Clang) + "\n# another\n");
        File.SetUnixFileMode(replaced, File.GetUnixFileMode(_consumer.Clang));
        // The new one is older than all that the old one has made, as one that a package brings is.
        File.SetLastWriteTimeUtc(replaced, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Move(replaced, _consumer.Clang, overwrite: true);

        Build();
        Assert.Equal(4, _consumer.ClangRuns);
        Assert.Equal(described, TimeOf("Consumer.Probe.bpf.txt"));
        AssertNothingToDo();
    }

    [Fact]
    public void Link_to_another_clang_compiles_everything_again()
    {
        string link = _consumer.PathOf("../clang-link");
        string second = _consumer.PathOf("../second-clang");
        File.Copy(_consumer.Clang, second);
        File.AppendAllText(second, "\n# another\n");
        File.CreateSymbolicLink(link, _consumer.Clang);
        _consumer.Clang = link;
        Build();
        int runs = _consumer.ClangRuns;

        File.Delete(link);
        File.CreateSymbolicLink(link, second);
        Build();
        Assert.Equal(runs + 2, _consumer.ClangRuns);
        AssertNothingToDo();
    }

    [Fact]
    public void Another_instruction_set_compiles_its_program_alone()
    {
        DateTime other = TimeOf("Consumer.Other.bpf.o");
        DateTime described = TimeOf("Consumer.Probe.bpf.txt");
        Build("-p:Instructions=v2");
        Assert.Equal(3, _consumer.ClangRuns);
        Assert.Equal(other, TimeOf("Consumer.Other.bpf.o"));
        Assert.Equal(described, TimeOf("Consumer.Probe.bpf.txt"));
        AssertNothingToDo("-p:Instructions=v2");
        Build();
        Assert.Equal(4, _consumer.ClangRuns);
    }

    [Fact]
    public void Another_default_of_the_instruction_set_compiles_all()
    {
        Build("-p:SondeBpfCpu=v2");
        Assert.Equal(4, _consumer.ClangRuns);
        AssertNothingToDo("-p:SondeBpfCpu=v2");
    }

    [Fact]
    public void Other_include_folders_compile_their_program_alone_and_take_its_headers_from_there()
    {
        WriteHeader("headers/value.h", "#define VALUE 7\nint sevens;\n");
        File.Delete(_consumer.PathOf("value.h"));
        DateTime other = TimeOf("Consumer.Other.bpf.o");
        Build("-p:Folders=headers");
        Assert.Equal(3, _consumer.ClangRuns);
        Assert.Equal(other, TimeOf("Consumer.Other.bpf.o"));
        Assert.Contains("variable sevens ", Description("Consumer.Probe"), StringComparison.Ordinal);
        AssertNothingToDo("-p:Folders=headers");

        WriteHeader("nearer/value.h", "#define VALUE 8\nint eights;\n");
        Build("-p:Folders=nearer%3Bheaders");
        Assert.Equal(4, _consumer.ClangRuns);
        Assert.Contains("variable eights ", Description("Consumer.Probe"), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_class_name_leaves_nothing_of_the_old_class()
    {
        DateTime other = TimeOf("Consumer.Other.bpf.o");
        Build("-p:Name=Watcher");
        Assert.Equal(other, TimeOf("Consumer.Other.bpf.o"));
        Assert.Equal(3, _consumer.ClangRuns);
        Assert.Equal(["Consumer.Other.bpf.o", "Consumer.Watcher.bpf.o"], Resources());
        Assert.Empty(Directory.GetFiles(_consumer.Output(""), "Consumer.Probe.*"));
        AssertNothingToDo("-p:Name=Watcher");
    }

    [Fact]
    public void Deleted_header_that_is_still_included_is_an_error_until_it_is_back()
    {
        string header = File.ReadAllText(_consumer.PathOf("value.h"));
        File.Delete(_consumer.PathOf("value.h"));
        for (int attempt = 0; attempt < 2; attempt++)
            Assert.Contains("probe.bpf.c(1,10): error BPF1001: 'value.h' file not found", _consumer.Build("--no-restore").Failed().Output, StringComparison.Ordinal);
        Assert.Equal(4, _consumer.ClangRuns);

        _consumer.Write("value.h", header);
        Build();
        Assert.Equal(5, _consumer.ClangRuns);
        AssertNothingToDo();
    }

    [Fact]
    public void Deleted_header_that_nothing_includes_any_more_compiles_its_program_once()
    {
        _consumer.Write("probe.bpf.c", File.ReadAllText(_consumer.PathOf("probe.bpf.c")).Replace("#include \"value.h\"", "#define VALUE 1", StringComparison.Ordinal));
        File.Delete(_consumer.PathOf("value.h"));
        Build();
        Assert.Equal(3, _consumer.ClangRuns);
        AssertNothingToDo();
    }

    [Fact]
    public void Program_left_out_leaves_the_assembly_and_the_folder_and_the_other_one_stays()
    {
        DateTime other = TimeOf("Consumer.Other.bpf.o");
        Build("-p:Left=probe.bpf.c");
        Assert.Equal(["Consumer.Other.bpf.o"], Resources());
        Assert.Empty(Directory.GetFiles(_consumer.Output(""), "Consumer.Probe.*"));
        Assert.Equal(other, TimeOf("Consumer.Other.bpf.o"));
        Assert.Equal(2, _consumer.ClangRuns);
    }

    [Fact]
    public void Last_program_left_out_leaves_nothing_behind_and_comes_back_whole()
    {
        Build("-p:Left=*.bpf.c");
        Assert.Empty(Resources());
        Assert.Empty(Directory.Exists(_consumer.Output("")) ? Directory.GetFiles(_consumer.Output("")) : []);
        Assert.DoesNotContain("Consumer.Probe.bpf.txt", EditorConfig(), StringComparison.Ordinal);
        AssertNothingToDo("-p:Left=*.bpf.c");

        Build();
        Assert.Equal(["Consumer.Other.bpf.o", "Consumer.Probe.bpf.o"], Resources());
        Assert.Contains("Consumer.Probe.bpf.txt", EditorConfig(), StringComparison.Ordinal);
    }

    private void Build(params string[] options)
    {
        _consumer.Build([_isRestored ? "--no-restore" : "-restore", .. options]).Succeeded();
        _isRestored = true;
    }

    private void AssertNothingToDo(params string[] options)
    {
        int runs = _consumer.ClangRuns;
        DateTime assembly = File.GetLastWriteTimeUtc(_consumer.PathOf("bin/Debug/net10.0/Consumer.dll"));
        Build(options);
        Assert.Equal(runs, _consumer.ClangRuns);
        Assert.Equal(assembly, File.GetLastWriteTimeUtc(_consumer.PathOf("bin/Debug/net10.0/Consumer.dll")));
    }

    private void WriteHeader(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_consumer.PathOf(path))!);
        _consumer.Write(path, text);
    }

    private DateTime TimeOf(string output)
    {
        Assert.True(File.Exists(_consumer.Output(output)));
        return File.GetLastWriteTimeUtc(_consumer.Output(output));
    }

    private string Description(string name) => File.ReadAllText(_consumer.Output(name + ".bpf.txt"));

    private string EditorConfig() =>
        File.ReadAllText(Directory.GetFiles(_consumer.PathOf("obj"), "*.GeneratedMSBuildEditorConfig.editorconfig", SearchOption.AllDirectories).Single());

    private List<string> Resources()
    {
        using var assembly = new PEReader(File.OpenRead(_consumer.PathOf("bin/Debug/net10.0/Consumer.dll")));
        MetadataReader metadata = assembly.GetMetadataReader();
        return [.. metadata.ManifestResources.Select(handle => metadata.GetString(metadata.GetManifestResource(handle).Name)).Order(StringComparer.Ordinal)];
    }
}
