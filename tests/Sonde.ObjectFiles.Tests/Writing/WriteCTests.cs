using Sonde.ObjectFiles.Tests.Hostile;

namespace Sonde.ObjectFiles.Tests.Writing;

public sealed class WriteCTests
{
    private readonly BtfBuilder _btf = new();

    [Fact]
    public void Ugly_types_are_written_as_expected()
    {
        string golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden/ugly.h"));
        Assert.Equal(golden, Write(BpfObjectFile.Parse(Clang.Compile("ugly")).Btf));
    }

    [Fact]
    public void Ugly_types_compile_to_what_they_were()
    {
        Btf btf = BpfObjectFile.Parse(Clang.Compile("ugly")).Btf;
        Assert.Equal(BtfShapes.Of(btf), BtfShapes.Of(CProbe.Compile(Write(btf))));
    }

    [Fact]
    public void Enumerations_keep_their_size_their_sign_and_their_values()
    {
        AddEnum(BtfKind.Enum, "tiny", 1, isSigned: true, ("TINY", -1));
        AddEnum(BtfKind.Enum, "small", 2, isSigned: false, ("SMALL", 60000));
        AddEnum(BtfKind.Enum, "byte_", 1, isSigned: false, ("BYTE", 200));
        AddEnum(BtfKind.Enum, "small_by_wish", 2, isSigned: true, ("LITTLE", -1));
        AddEnum(BtfKind.Enum, "usual", 4, isSigned: true, ("LEAST", int.MinValue), ("MOST", int.MaxValue));
        AddEnum(BtfKind.Enum, "plain", 4, isSigned: false, ("ALL", uint.MaxValue));
        AddEnum(BtfKind.Enum64, "wide", 8, isSigned: false, ("WIDE", -1));
        AddEnum(BtfKind.Enum64, "wide_signed", 8, isSigned: true, ("DEEP", long.MinValue + 1), ("HIGH", long.MaxValue));
        AddEnum(BtfKind.Enum64, "wide_by_wish", 8, isSigned: false, ("FEW", 3));
        AddEnum(BtfKind.Enum, "", 4, isSigned: false, ("LOOSE", 7));
        string text = Write(_btf.Parse());

        Clang.CompileText(text + """
            #define SAME(what, number) _Static_assert((what) == (number), #what)
            SAME(sizeof(enum tiny), 1); SAME(TINY, -1); SAME((enum tiny)-1 < 0, 1);
            SAME(sizeof(enum small), 2); SAME((enum small)-1 > 0, 1);
            SAME(sizeof(enum byte_), 1); SAME((enum byte_)-1 > 0, 1);
            SAME(sizeof(enum small_by_wish), 2); SAME((enum small_by_wish)-1 < 0, 1);
            SAME(sizeof(enum usual), 4); SAME(LEAST, -2147483647 - 1); SAME(MOST, 2147483647);
            SAME(sizeof(enum plain), 4); SAME(ALL, 4294967295); SAME((enum plain)-1 > 0, 1);
            SAME(sizeof(enum wide), 8); SAME(WIDE, 18446744073709551615ULL);
            SAME(sizeof(enum wide_signed), 8); SAME(DEEP, -9223372036854775807LL); SAME((enum wide_signed)-1 < 0, 1);
            SAME(sizeof(enum wide_by_wish), 8);
            SAME(LOOSE, 7);
            """);
    }

    [Fact]
    public void Names_that_C_takes_for_one_get_a_number()
    {
        int number = _btf.AddInt();
        _btf.AddStruct("twice", 4, ("first", number, 0));
        _btf.AddStruct("twice", 4, ("second", number, 0));
        AddEnum(BtfKind.Enum, "twice", 4, isSigned: false, ("twice", 1), ("VALUE", 2));
        _btf.Add(BtfKind.Typedef, "twice", 1);
        _btf.Add(BtfKind.Typedef, "VALUE", 1);
        _btf.AddStruct("twice___2", 4, ("third", number, 0));
        string text = Write(_btf.Parse());
        foreach (string line in (string[])["struct twice {", "struct twice___2 {", "enum twice___3 {", "\ttwice = 1,", "typedef int twice___2;", "typedef int VALUE___2;", "struct twice___2___2 {"])
            Assert.Contains(line + "\n", text, StringComparison.Ordinal);
        Clang.CompileText(text);
    }

    [Fact]
    public void Forward_declaration_is_the_structure_of_its_name()
    {
        int number = _btf.AddInt();
        int forward = _btf.Add(BtfKind.Forward, "node", 0);
        int pointer = _btf.Add(BtfKind.Pointer, "", (uint)forward);
        _btf.AddStruct("node", 16, ("value", number, 0), ("next", pointer, 64));
        Assert.Equal("struct node;\n\nstruct node {\n\tint value;\n\tstruct node *next;\n};\n\n", Write(_btf.Parse()));
    }

    [Fact]
    public void Structure_that_a_prototype_names_is_declared_before_it()
    {
        _btf.AddInt();
        _btf.Add(BtfKind.Typedef, "callback", 3);
        _btf.Add(BtfKind.Pointer, "", 4);
        _btf.AddRaw(((uint)BtfKind.FunctionPrototype << 24) | 1, 0, 0, 0, 5);
        _btf.Add(BtfKind.Pointer, "", 6);
        _btf.AddStruct("owner", 8, ("call", 2, 0));
        Assert.Equal(
            "struct owner;\n\ntypedef void (*callback)(struct owner *);\n\nstruct owner {\n\tcallback call;\n};\n\n",
            Write(_btf.Parse()));
    }

    [Fact]
    public void Member_without_a_name_of_a_type_with_one_is_written_with_its_members()
    {
        int number = _btf.AddInt();
        int inner = _btf.AddStruct("inner", 4, ("value", number, 0));
        _btf.AddStruct("outer", 8, ("", inner, 0), ("other", number, 32));
        Assert.EndsWith("struct outer {\n\tstruct {\n\t\tint value;\n\t};\n\tint other;\n};\n\n", Write(_btf.Parse()), StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_of_a_pointers_target_is_an_attribute()
    {
        int number = _btf.AddInt();
        int tag = _btf.Add(BtfKind.TypeTag, "user", (uint)number);
        int pointer = _btf.Add(BtfKind.Pointer, "", (uint)tag);
        _btf.AddStruct("tagged", 8, ("address", pointer, 0));
        string text = Write(_btf.Parse());
        Assert.Equal("struct tagged {\n\tint __attribute__((btf_type_tag(\"user\"))) *address;\n};\n\n", text);
    }

    [Fact]
    public void Split_types_are_written_with_those_of_the_base_that_they_need()
    {
        int number = _btf.AddInt();
        int needed = _btf.AddStruct("needed", 4, ("value", number, 0));
        _btf.AddStruct("unneeded", 4, ("value", number, 0));
        Btf kernel = _btf.Parse();
        var module = new BtfBuilder();
        // Names go on after those of the base: the empty one, int, needed, value twice and unneeded.
        uint names = 1 + 4 + 7 + 6 + 9 + 6;
        module.AddRaw((uint)BtfKind.Typedef << 24, names + 1, (uint)needed);
        module.AddName("own");
        Assert.Equal(
            "struct needed;\n\ntypedef struct needed own;\n\n",
            Write(Btf.Parse(module.Build(), kernel)));
    }

    [Fact]
    public void Header_is_guarded_and_marks_its_records()
    {
        _btf.AddStruct("empty", 0);
        var text = new StringWriter();
        _btf.Parse().WriteCHeader(text);
        Assert.Equal("""
            #ifndef __VMLINUX_H__
            #define __VMLINUX_H__

            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
            #endif

            struct empty {
            };

            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute pop
            #endif

            #endif /* __VMLINUX_H__ */

            """, text.ToString());
    }

    private void AddEnum(BtfKind kind, string name, uint size, bool isSigned, params (string Name, long Value)[] values) => _btf.AddRaw(
        (isSigned ? 0x8000_0000u : 0) | ((uint)kind << 24) | (uint)values.Length,
        _btf.AddName(name),
        size,
        [.. values.SelectMany(value => kind == BtfKind.Enum
            ? (uint[])[_btf.AddName(value.Name), (uint)value.Value]
            : [_btf.AddName(value.Name), (uint)value.Value, (uint)(value.Value >> 32)])]);

    private static string Write(Btf btf)
    {
        var text = new StringWriter();
        btf.WriteC(text);
        return text.ToString();
    }
}
