using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Generated types as the runtime lays them out, against the offsets and sizes in the description.</summary>
public sealed class LayoutTests
{
    private static readonly Assembly Types =
        Compiler.Load(Driver.Generate(new BpfItem("types", Golden.Description("types")) { ClassName = "Types" }));

    [Theory]
    [InlineData("Record", 240)]
    [InlineData("RecordPos", 8)]
    [InlineData("PairT", 16)]
    [InlineData("PairTX2", 32)]
    [InlineData("Packed", 5)]
    [InlineData("PackedX3", 15)]
    [InlineData("Text16", 16)]
    [InlineData("UInt32x3", 12)]
    [InlineData("UInt32x3X4", 48)]
    [InlineData("Booleanx2", 2)]
    [InlineData("RecordX2", 480)]
    [InlineData("State", 4)]
    [InlineData("LevelT", 4)]
    [InlineData("Big", 8)]
    public void Size_is_the_described_one(string type, int size) => Assert.Equal(size, SizeOf(Find(type)));

    [Theory]
    [InlineData("C", 0)]
    [InlineData("Flag", 3)]
    [InlineData("U", 12)]
    [InlineData("Ull", 24)]
    [InlineData("D", 40)]
    [InlineData("Callback", 56)]
    [InlineData("Comm", 64)]
    [InlineData("Grid", 80)]
    [InlineData("State", 128)]
    [InlineData("Level", 132)]
    [InlineData("Big", 136)]
    [InlineData("Pos", 144)]
    [InlineData("Pairs", 152)]
    [InlineData("PackedOne", 184)]
    [InlineData("PackedThree", 189)]
    [InlineData("Flags", 204)]
    [InlineData("LiftedA", 208)]
    [InlineData("LiftedB", 212)]
    [InlineData("RecordValue", 216)]
    public void Offset_is_the_described_one(string field, int offset) => Assert.Equal(offset, OffsetOf(Find("Record"), field));

    [Fact]
    public void A_packed_field_is_not_moved_to_its_alignment() => Assert.Equal(1, OffsetOf(Find("Packed"), "Value"));

    [Theory]
    [InlineData("swapper/0\0rest", "swapper/0")]
    [InlineData("sixteen bytes !!", "sixteen bytes !!")]
    [InlineData("", "")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    public void Text_ends_at_the_first_nul_or_the_last_byte(string content, string expected)
    {
        object text = Activator.CreateInstance(Find("Text16"))!;
        Encoding.UTF8.GetBytes(content).CopyTo(Raw(text, 16));
        Assert.Equal(expected, text.ToString());
    }

    [Fact]
    public void Text_that_is_not_utf8_gets_replacement_characters()
    {
        object text = Activator.CreateInstance(Find("Text16"))!;
        new byte[] { (byte)'a', 0xff, (byte)'b', 0 }.CopyTo(Raw(text, 16));
        Assert.Equal("a\ufffdb", text.ToString());
    }

    [Theory]
    [InlineData("Low", uint.MaxValue, 7u)]
    [InlineData("Mid", -1, -1)]
    [InlineData("Mid", 64, -64)]
    [InlineData("Wide", ulong.MaxValue, 0xff_ffff_ffffUL)]
    [InlineData("Rest", long.MinValue + 5, 5L)]
    public void A_bitfield_cuts_off_what_does_not_fit_where_overflow_is_checked(string field, object value, object expected)
    {
        Assembly assembly = Compiler.LoadChecked(Driver.Generate(new BpfItem("constructs", Golden.Description("constructs"))));
        Type bits = assembly.GetType("Samples.Program1+Bits", throwOnError: true)!;
        object boxed = Activator.CreateInstance(bits)!;
        bits.GetProperty(field)!.SetValue(boxed, value);
        Assert.Equal(expected, bits.GetProperty(field)!.GetValue(boxed));
    }

    private static Type Find(string name) => Types.GetType($"Samples.Types+{name}", throwOnError: true)!;

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    /// <summary>Where the runtime has the field: the only bytes that change when every bit of it is set.</summary>
    private static int OffsetOf(Type type, string field)
    {
        FieldInfo info = type.GetField(field)!;
        object value = Activator.CreateInstance(type)!;
        object full = Activator.CreateInstance(info.FieldType)!;
        Raw(full, SizeOf(info.FieldType)).Fill(info.FieldType == typeof(bool) ? (byte)1 : (byte)0xff);
        info.SetValue(value, full);
        Span<byte> bytes = Raw(value, SizeOf(type));
        int first = bytes.IndexOfAnyExcept((byte)0);
        Assert.Equal(first + SizeOf(info.FieldType), bytes.LastIndexOfAnyExcept((byte)0) + 1);
        return first;
    }

    /// <summary>The bytes of a boxed value.</summary>
    private static Span<byte> Raw(object boxed, int size) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Box>(boxed).First, size);

    private sealed class Box
    {
        public byte First;
    }
}
