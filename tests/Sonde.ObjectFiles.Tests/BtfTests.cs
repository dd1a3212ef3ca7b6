using Sonde.ObjectFiles.Tests.Hostile;

namespace Sonde.ObjectFiles.Tests;

public sealed class BtfTests
{
    private readonly Btf _btf = BpfObjectFile.Parse(Clang.Compile("rich")).Btf;

    [Theory]
    [InlineData("key", 8, 4)]
    [InlineData("value", 192, 8)]
    [InlineData("packed", 5, 1)]
    [InlineData("flags", 4, 4)]
    [InlineData("node", 24, 8)]
    public void Size_and_alignment_are_those_of_the_compiler(string name, ulong size, int alignment)
    {
        BtfType type = Find(name);
        Assert.Equal((size, alignment), (_btf.ResolveSize(type.Id), _btf.ResolveAlignment(type.Id)));
    }

    [Fact]
    public void Bitfields_give_offset_and_size_in_bits()
    {
        BtfList<BtfMember> members = Find("flags").Members;
        Assert.Equal(("first", 0u, (byte)3), (members[0].Name, members[0].BitOffset, members[0].BitfieldSize));
        Assert.Equal(("second", 3u, (byte)5), (members[1].Name, members[1].BitOffset, members[1].BitfieldSize));
        Assert.Equal(("done", 8u, (byte)0), (members[2].Name, members[2].BitOffset, members[2].BitfieldSize));
        Assert.True(_btf[members[2].TypeId].Integer.IsBoolean);
    }

    [Fact]
    public void Array_gives_element_and_count()
    {
        BtfType slots = _btf[Find("value").Members[0].TypeId];
        Assert.Equal((BtfKind.Array, 16u, "__u64"), (slots.Kind, slots.Array.Count, _btf[slots.Array.ElementTypeId].Name));
        Assert.Throws<InvalidOperationException>(() => Find("key").Array);
    }

    [Fact]
    public void Enumeration_gives_names_and_values()
    {
        Assert.True(_btf.TryFindType("state", BtfKind.Enum, out BtfType state));
        Assert.Equal(("SLEEPING", 5L, 2), (state.Values[1].Name, state.Values[1].Value, state.Values.Count));
    }

    [Fact]
    public void Function_gives_linkage_and_parameters()
    {
        Assert.True(_btf.TryFindType("helper", BtfKind.Function, out BtfType helper));
        BtfType prototype = _btf[helper.TargetTypeId];
        Assert.Equal((BtfLinkage.Static, 1, "number"), (helper.Linkage, prototype.Parameters.Count, prototype.Parameters[0].Name));
        Assert.Equal("int", _btf[prototype.TargetTypeId].Name);
    }

    [Fact]
    public void Modifiers_and_typedefs_are_passed_over()
    {
        Assert.True(_btf.TryFindType("target_tgid", BtfKind.Variable, out BtfType variable));
        Assert.Equal("__u32", _btf.SkipModifiers(variable.TargetTypeId).Name);
        Assert.Equal("unsigned int", _btf.SkipModifiersAndTypedefs(variable.TargetTypeId).Name);
    }

    [Fact]
    public void Name_is_found_only_with_its_kind()
    {
        Assert.False(_btf.TryFindType("state", BtfKind.Struct, out _));
        Assert.False(_btf.TryFindType("stat", BtfKind.Enum, out _));
    }

    [Fact]
    public void Void_is_type_0()
    {
        Assert.Equal((BtfKind.Void, ""), (_btf[0].Kind, _btf[0].Name));
        Assert.Throws<BtfFormatException>(() => _btf.ResolveSize(0));
    }

    [Fact]
    public void Split_types_go_on_where_the_base_ends()
    {
        var kernel = new BtfBuilder();
        kernel.AddInt();
        Btf baseBtf = kernel.Parse();
        // "int" and the empty name are 5 bytes of strings, so the module's own names start at 5.
        var module = new BtfBuilder();
        module.AddRaw((uint)BtfKind.Typedef << 24, 6, 1);
        module.AddRaw((uint)BtfKind.Typedef << 24, 1, 2);
        module.AddName("number");
        Btf split = Btf.Parse(module.Build(), baseBtf);
        Assert.Equal((2, 4), (split.FirstId, split.EndId));
        Assert.Equal(("number", "int", "int"), (split[2].Name, split[1].Name, split[3].Name));
        Assert.Equal(4ul, split.ResolveSize(3));
        Assert.True(split.TryFindType("int", BtfKind.Int, out BtfType found) && found.Id == 1);
    }

    [Fact]
    public void Newer_kinds_are_read()
    {
        var builder = new BtfBuilder();
        builder.Add(BtfKind.Float, "double", 8);
        builder.Add(BtfKind.TypeTag, "user", 1);
        builder.Add(BtfKind.DeclarationTag, "mark", 1, uint.MaxValue);
        builder.AddRaw(0x8000_0001u | ((uint)BtfKind.Enum64 << 24), builder.AddName("wide"), 8, builder.AddName("LEAST"), 0, 0x8000_0000);
        Btf btf = builder.Parse();
        Assert.Equal(8ul, btf.ResolveSize(2));
        Assert.Equal(-1, btf[3].ComponentIndex);
        Assert.Equal((true, "LEAST", long.MinValue), (btf[4].KindFlag, btf[4].Values[0].Name, btf[4].Values[0].Value));
    }

    private BtfType Find(string name)
    {
        Assert.True(_btf.TryFindType(name, BtfKind.Struct, out BtfType type));
        return type;
    }
}
