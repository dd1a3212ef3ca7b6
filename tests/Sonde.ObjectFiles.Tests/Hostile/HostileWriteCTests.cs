using System.Diagnostics;

namespace Sonde.ObjectFiles.Tests.Hostile;

/// <summary>Types that no C declares: an exception of BTF, soon, and never text that means something else.</summary>
public sealed class HostileWriteCTests
{
    private readonly BtfBuilder _btf = new();

    [Fact]
    public void Structure_inside_itself_is_refused()
    {
        _btf.AddStruct("self", 8, ("inner", 1, 0));
        Refused("contains itself");
    }

    [Fact]
    public void Structures_inside_each_other_are_refused()
    {
        _btf.AddStruct("a", 8, ("b", 2, 0));
        _btf.AddStruct("b", 8, ("a", 1, 0));
        Refused("contains itself");
    }

    [Fact]
    public void Typedef_of_itself_is_refused()
    {
        _btf.Add(BtfKind.Typedef, "a", 2);
        _btf.Add(BtfKind.Pointer, "", 1);
        Refused("contains itself");
    }

    [Fact]
    public void Structure_without_a_name_inside_itself_is_refused()
    {
        _btf.AddStruct("", 8, ("inner", 2, 0));
        _btf.Add(BtfKind.Pointer, "", 1);
        _btf.AddStruct("outer", 8, ("inner", 1, 0));
        Refused("refers to itself");
    }

    [Fact]
    public void Pointer_to_itself_is_refused()
    {
        _btf.Add(BtfKind.Pointer, "", 1);
        _btf.AddStruct("outer", 8, ("inner", 1, 0));
        Refused("refers to itself");
    }

    [Fact]
    public void Structures_without_a_name_that_double_with_each_level_are_refused_in_time()
    {
        int inner = _btf.AddInt();
        uint size = 4;
        for (int i = 0; i < 26; i++, size *= 2)
            inner = _btf.AddStruct("", size * 2, ("a", inner, 0), ("b", inner, size * 8));
        _btf.AddStruct("outer", size, ("all", inner, 0));
        Refused("no end");
    }

    [Fact]
    public void Prototypes_that_double_with_each_level_are_refused_in_time()
    {
        int inner = _btf.AddInt();
        for (int i = 0; i < 40; i++)
            inner = _btf.AddRaw(((uint)BtfKind.FunctionPrototype << 24) | 2, 0, (uint)inner, 0, (uint)inner, 0, (uint)inner);
        _btf.Add(BtfKind.Typedef, "all", (uint)inner);
        Refused("no end");
    }

    [Fact]
    public void Depth_has_an_end()
    {
        int inner = _btf.AddInt();
        for (int i = 0; i < 100_000; i++)
            inner = _btf.Add(BtfKind.Pointer, "", (uint)inner);
        _btf.Add(BtfKind.Typedef, "all", (uint)inner);
        Refused("nested more than 256 deep");
    }

    [Fact]
    public void Padding_without_end_is_refused_in_time()
    {
        _btf.AddStruct("vast", 0xffff_fff8);
        Refused("no end");
    }

    [Fact]
    public void Members_that_overlap_are_refused()
    {
        int number = _btf.AddInt();
        _btf.AddStruct("s", 8, ("a", number, 0), ("b", number, 16));
        Refused("overlap at bit 16");
    }

    [Fact]
    public void Members_beyond_the_end_are_refused()
    {
        int number = _btf.AddInt();
        _btf.AddStruct("s", 4, ("a", number, 0), ("b", number, 32));
        Refused("take more than its 4 bytes");
    }

    [Theory]
    [InlineData("x; int y")]
    [InlineData("x\n#include \"/etc/passwd\"\n")]
    [InlineData("7up")]
    [InlineData("é")]
    public void Name_that_C_cannot_have_is_refused(string name)
    {
        int number = _btf.AddInt();
        _btf.AddStruct("s", 4, (name, number, 0));
        Refused("which C cannot have");
    }

    [Fact]
    public void Tag_that_ends_its_string_is_refused()
    {
        int number = _btf.AddInt();
        int tag = _btf.Add(BtfKind.TypeTag, "user\"))) int y; //", (uint)number);
        _btf.AddStruct("s", 8, ("a", _btf.Add(BtfKind.Pointer, "", (uint)tag), 0));
        Refused("cannot be written as C");
    }

    [Fact]
    public void Value_of_what_is_only_declared_is_refused()
    {
        int forward = _btf.Add(BtfKind.Forward, "unknown", 0);
        _btf.AddStruct("s", 8, ("a", forward, 0));
        Refused("unknown is only declared");
    }

    [Fact]
    public void Value_of_nothing_is_refused()
    {
        _btf.AddStruct("s", 8, ("a", 0, 0));
        Refused("kind Void");
    }

    [Fact]
    public void Types_of_a_32_bit_machine_are_refused()
    {
        _btf.Add(BtfKind.Int, "long unsigned int", 4, 32);
        _btf.AddStruct("s", 4, ("a", 1, 0));
        Refused("32-bit machine");
    }

    [Fact]
    public void Broken_copies_are_written_or_refused()
    {
        byte[] good = BpfObjectFile.Parse(Clang.Compile("ugly")).Elf.TryGetSection(".BTF"u8, out ElfSection? section) ? section.Data.ToArray() : [];
        var random = new Random(4711);
        for (int round = 0; round < 5000; round++)
        {
            byte[] copy = (byte[])good.Clone();
            for (int i = round % 4; i >= 0; i--)
                copy[random.Next(24, copy.Length)] = (byte)random.Next(256);
            try
            {
                Btf.Parse(copy).WriteC(TextWriter.Null);
            }
            catch (BtfFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    private void Refused(string message)
    {
        long start = Stopwatch.GetTimestamp();
        var e = Assert.Throws<BtfFormatException>(() => _btf.Parse().WriteC(TextWriter.Null));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }
}
