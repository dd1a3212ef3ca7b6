namespace Sonde.ObjectFiles.Tests.Hostile;

public sealed class HostileBtfTests
{
    private readonly BtfBuilder _btf = new();

    [Fact]
    public void Typedef_of_itself_is_refused()
    {
        _btf.Add(BtfKind.Typedef, "loop", 1);
        Btf btf = _btf.Parse();
        Refused(() => (object)btf.SkipModifiersAndTypedefs(1), "refers to itself");
        Refused(() => (object)btf.ResolveSize(1), "refers to itself");
        Refused(() => (object)btf.ResolveAlignment(1), "refers to itself");
    }

    [Fact]
    public void Cycle_of_typedefs_and_modifiers_is_refused()
    {
        _btf.Add(BtfKind.Typedef, "a", 2);
        _btf.Add(BtfKind.Const, "", 3);
        _btf.Add(BtfKind.Volatile, "", 1);
        Btf btf = _btf.Parse();
        Refused(() => (object)btf.SkipModifiersAndTypedefs(2), "refers to itself");
        Assert.Equal(1, btf.SkipModifiers(2).Id);
    }

    [Fact]
    public void Array_of_itself_is_refused()
    {
        _btf.Add(BtfKind.Array, "", 0, 1, 1, 1);
        Refused(() => (object)_btf.Parse().ResolveSize(1), "refers to itself");
    }

    [Fact]
    public void Structure_inside_itself_is_refused()
    {
        _btf.AddStruct("self", 8, ("inner", 1, 0));
        Refused(() => (object)_btf.Parse().ResolveAlignment(1), "refers to itself");
    }

    [Fact]
    public void Structures_that_double_with_each_level_are_refused_in_time()
    {
        int inner = _btf.AddInt();
        for (int i = 0; i < 30; i++)
            inner = _btf.AddStruct("s", 8, ("a", inner, 0), ("b", inner, 32));
        Btf btf = _btf.Parse();
        Refused(() => (object)btf.ResolveAlignment(inner), "parts");
    }

    [Fact]
    public void Array_beyond_64_bits_is_refused()
    {
        int number = _btf.AddInt();
        int row = _btf.Add(BtfKind.Array, "", 0, (uint)number, (uint)number, uint.MaxValue);
        int table = _btf.Add(BtfKind.Array, "", 0, (uint)row, (uint)number, uint.MaxValue);
        Refused(() => (object)_btf.Parse().ResolveSize(table), "does not fit in 64 bits");
    }

    [Fact]
    public void Type_id_beyond_the_end_is_refused()
    {
        _btf.Add(BtfKind.Pointer, "", 7);
        Btf btf = _btf.Parse();
        Refused(() => btf[btf[1].TargetTypeId].ToString(), "there is no type 7");
        Refused(() => btf[-1].ToString(), "there is no type");
    }

    [Fact]
    public void More_members_than_bytes_are_refused()
    {
        _btf.AddRaw(((uint)BtfKind.Struct << 24) | 0xffff, 0, 8, 0, 0, 0);
        Refused(() => _btf.Parse(), "type 1 needs 786432 bytes, 24 are left");
    }

    [Fact]
    public void Name_beyond_the_strings_is_refused()
    {
        _btf.AddRaw((uint)BtfKind.Pointer << 24, 1000, 0);
        Btf btf = _btf.Parse();
        Refused(() => btf[1].Name, "a name starts at byte 1000");
        Assert.False(btf[1].HasName("x"u8));
    }

    [Fact]
    public void Kind_of_the_future_is_refused_by_number()
    {
        _btf.AddRaw(25u << 24, 0, 0);
        Refused(() => _btf.Parse(), "type 1 has kind 25");
    }

    [Fact]
    public void Endless_name_is_refused()
    {
        _btf.Add(BtfKind.Typedef, new string('x', 5000), 0);
        Refused(() => _btf.Parse()[1].Name, "more than 4096 bytes");
    }

    [Theory]
    [InlineData(0, 0x9f, "is big-endian")]
    [InlineData(0, 0x00, "does not start with 9F EB")]
    [InlineData(2, 2, "has version 2")]
    [InlineData(4, 23, "at least 24 are needed")]
    [InlineData(7, 0xff, "its header ends at byte")]
    [InlineData(8, 1, "not a multiple of 4")]
    [InlineData(11, 0xff, "its types end at byte")]
    [InlineData(23, 0xff, "its strings end at byte")]
    public void Header_is_checked(int offset, byte value, string message)
    {
        _btf.AddInt();
        byte[] data = _btf.Build();
        data[offset] = value;
        if (value == 0x9f)
            (data[0], data[1]) = (0xeb, 0x9f);
        if (message.Contains("multiple", StringComparison.Ordinal))
            data[12] -= 4;
        Refused(() => Btf.Parse(data), message);
    }

    [Fact]
    public void Strings_must_end()
    {
        byte[] data = _btf.Build();
        data[^1] = (byte)'x';
        Refused(() => Btf.Parse(data), "end with a NUL byte");
    }

    private static void Refused(Func<object> read, string message) =>
        Assert.Contains(message, Assert.Throws<BtfFormatException>(read).Message, StringComparison.Ordinal);
}
