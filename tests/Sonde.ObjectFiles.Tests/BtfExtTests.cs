namespace Sonde.ObjectFiles.Tests;

public sealed class BtfExtTests
{
    private readonly BtfExt _lines = BpfObjectFile.Parse(Clang.Compile("rich")).SourceLines!;

    [Fact]
    public void Instruction_leads_to_its_source_line()
    {
        string[] source = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Programs/rich.bpf.c"));
        Assert.True(_lines.TryFindLine("kretprobe/vfs_read", 0, out BtfLine line));
        Assert.EndsWith("rich.bpf.c", line.FileName, StringComparison.Ordinal);
        Assert.Equal("int on_return(void *ctx)", line.Text);
        Assert.Equal(source[line.Line - 1], line.Text);
    }

    [Fact]
    public void Instruction_inside_a_line_belongs_to_the_last_line_before_it()
    {
        BtfLine second = _lines.GetLines("kprobe/vfs_read")[1];
        Assert.True(_lines.TryFindLine("kprobe/vfs_read", second.InstructionOffset, out BtfLine found));
        Assert.Equal(second.Line, found.Line);
    }

    [Theory]
    [InlineData("kprobe/vfs_read", "on_entry")]
    [InlineData(".text", "helper")]
    public void Instruction_leads_to_its_function(string section, string name)
    {
        Assert.True(_lines.TryFindFunction(section, 8, out BtfType function));
        Assert.Equal((BtfKind.Function, name), (function.Kind, function.Name));
    }

    [Fact]
    public void Lines_give_the_column_of_the_call()
    {
        List<string> places = [];
        foreach (BtfLine line in _lines.GetLines("kretprobe/vfs_read"))
            places.Add(line.Column > 0 ? line.Text[(line.Column - 1)..] : "");
        Assert.Contains(places, place => place.StartsWith("bpf_ringbuf_reserve", StringComparison.Ordinal));
    }

    [Fact]
    public void Unknown_section_has_no_lines()
    {
        Assert.False(_lines.TryFindLine("kprobe/other", 0, out _));
        Assert.False(_lines.TryFindFunction("kprobe/other", 0, out _));
    }
}
