namespace Sonde.ObjectFiles.Tests;

public sealed class BpfObjectTests
{
    private readonly BpfObjectFile _rich = BpfObjectFile.Parse(Clang.Compile("rich"));

    [Fact]
    public void Licence_is_read() => Assert.Equal("GPL", _rich.License);

    [Fact]
    public void Programs_are_the_global_functions_outside_text() =>
        Assert.Equal(["on_entry (kprobe/vfs_read)", "on_return (kretprobe/vfs_read)"], _rich.Programs.Select(p => p.ToString()));

    [Fact]
    public void Program_covers_whole_instructions()
    {
        Assert.All(_rich.Programs, program => Assert.True(program.Offset == 0 && program.Size > 0 && program.Size % 8 == 0));
    }

    [Fact]
    public void Kernel_configuration_is_a_section_that_the_file_has_no_bytes_of()
    {
        BpfDataSection section = _rich.KernelConfiguration!;
        Assert.Equal((".kconfig", 4ul, true), (section.Name, section.Size, section.InitialData.IsEmpty));
        BpfVariable version = Assert.Single(section.Variables);
        Assert.Equal(("LINUX_KERNEL_VERSION", 0ul, 4ul, BtfLinkage.Extern), (version.Name, version.Offset, version.Size, version.Linkage));
        Assert.Empty(_rich.StructOps);
    }

    [Fact]
    public void Struct_ops_are_variables_at_their_place()
    {
        const string program = """
            struct ops { int (*run)(void); int flags; };
            __attribute__((section(".struct_ops"))) struct ops first = { .flags = 3 };
            __attribute__((section(".struct_ops"))) struct ops second = { .flags = 4 };
            __attribute__((section(".struct_ops.link"))) struct ops linked = { .flags = 5 };
            """;
        BpfObjectFile file = BpfObjectFile.Parse(Clang.CompileText(program));
        Assert.Equal(
            ["first 3", "second 4", "linked 5"],
            file.StructOps.SelectMany(section => section.Variables.Select(
                table => $"{table.Name} {BitConverter.ToInt32(section.InitialData.Span[((int)table.Offset + 8)..])}")));
        Assert.All(file.StructOps.SelectMany(section => section.Variables), table => Assert.Equal("ops", file.Btf[table.TypeId].Name));
        Assert.Empty(file.DataSections);
    }

    [Fact]
    public void Map_definition_gives_types_and_sizes()
    {
        BpfMapDefinition map = _rich.Maps.Single(m => m.Name == "hists");
        Assert.Equal((1u, 10240u, 1u), (map.Type, map.MaxEntries, map.Flags));
        Assert.Equal((8u, 192u), (map.KeySize, map.ValueSize));
        Assert.Equal("key", _rich.Btf[map.KeyTypeId].Name);
        Assert.Equal("value", _rich.Btf[map.ValueTypeId].Name);
    }

    [Fact]
    public void Ring_buffer_declares_its_record_as_value()
    {
        BpfMapDefinition map = _rich.Maps.Single(m => m.Name == "events");
        Assert.Equal((27u, 4096u, 0, 5u), (map.Type, map.MaxEntries, map.KeyTypeId, map.ValueSize));
        Assert.Equal("packed", _rich.Btf[map.ValueTypeId].Name);
    }

    [Fact]
    public void Map_of_plain_sizes_has_no_types()
    {
        BpfMapDefinition map = _rich.Maps.Single(m => m.Name == "output");
        Assert.Equal((4u, 0, 4u, 0), (map.KeySize, map.KeyTypeId, map.ValueSize, map.ValueTypeId));
    }

    [Fact]
    public void Map_of_maps_tells_what_its_inner_maps_are()
    {
        BpfMapDefinition map = _rich.Maps.Single(m => m.Name == "outer");
        Assert.NotNull(map.Inner);
        Assert.Equal((12u, 4u), (map.Type, map.ValueSize));
        Assert.Equal((2u, 4u, 8u), (map.Inner.Type, map.Inner.KeySize, map.Inner.ValueSize));
    }

    [Theory]
    [InlineData(".rodata", "target_tgid", 4, BtfLinkage.Global)]
    [InlineData(".rodata", "prefix", 8, BtfLinkage.Global)]
    [InlineData(".rodata", "filter", 8, BtfLinkage.Global)]
    [InlineData(".data", "total", 8, BtfLinkage.Global)]
    [InlineData(".data", "calls", 4, BtfLinkage.Static)]
    [InlineData(".data.config", "config", 4, BtfLinkage.Global)]
    [InlineData(".bss", "zeroed", 32, BtfLinkage.Global)]
    public void Variable_is_found_in_its_section(string section, string name, ulong size, BtfLinkage linkage)
    {
        BpfVariable variable = Variable(section, name);
        Assert.Equal((size, linkage), (variable.Size, variable.Linkage));
        Assert.Equal(size, _rich.Btf.ResolveSize(variable.TypeId));
    }

    [Theory]
    [InlineData(".rodata", "target_tgid", 7)]
    [InlineData(".data", "total", 42)]
    [InlineData(".data", "calls", 3)]
    [InlineData(".data.config", "config", 9)]
    public void Offset_of_a_variable_leads_to_its_initial_value(string section, string name, int value)
    {
        ReadOnlySpan<byte> data = _rich.DataSections.Single(s => s.Name == section).InitialData.Span;
        Assert.Equal(value, BitConverter.ToInt32(data[(int)Variable(section, name).Offset..]));
    }

    [Fact]
    public void Bss_has_a_size_and_no_bytes()
    {
        BpfDataSection bss = _rich.DataSections.Single(s => s.Name == ".bss");
        Assert.Equal((32ul, 0), (bss.Size, bss.InitialData.Length));
    }

    [Fact]
    public void Variables_of_a_section_do_not_overlap() => Assert.All(_rich.DataSections, section =>
    {
        ulong end = 0;
        foreach (BpfVariable variable in section.Variables)
        {
            Assert.True(variable.Offset >= end, variable.Name);
            end = variable.Offset + variable.Size;
        }
    });

    [Fact]
    public void Object_without_maps_and_licence_is_read()
    {
        BpfObjectFile bare = BpfObjectFile.Parse(Clang.Compile("bare"));
        Assert.Equal((0, 0, 1, null), (bare.Maps.Count, bare.DataSections.Count, bare.Programs.Count, bare.License));
    }

    [Fact]
    public void Object_without_debug_information_is_told_to_use_g()
    {
        var error = Assert.Throws<BtfFormatException>(() => BpfObjectFile.Parse(Clang.Compile("bare", "-target bpf")));
        Assert.Contains("no BTF: compile with -g", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Big_endian_object_is_told_to_be_rebuilt()
    {
        var error = Assert.Throws<ElfFormatException>(() => BpfObjectFile.Parse(Clang.Compile("bare", "-target bpfeb -g")));
        Assert.Contains("rebuild with -target bpfel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Object_of_another_machine_is_refused_by_name()
    {
        var error = Assert.Throws<ElfFormatException>(() => BpfObjectFile.Parse(Clang.Compile("bare", "-target x86_64-linux-gnu -g")));
        Assert.Contains("built for X64, not for BPF", error.Message, StringComparison.Ordinal);
    }

    private BpfVariable Variable(string section, string name) =>
        _rich.DataSections.Single(s => s.Name == section).Variables.Single(v => v.Name == name);
}
